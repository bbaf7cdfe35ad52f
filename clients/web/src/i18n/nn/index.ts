import type { Catalogue } from '../nb'
import { door } from './door'
import { house } from './house'
import { me } from './me'
import { rooms } from './rooms'
import { together } from './together'

export const nn: Catalogue = {
  nav: { home: 'Heim', rooms: 'Rom', together: 'Saman', me: 'Meg', label: 'Stader' },
  skip: 'Til innhaldet',
  back: 'Tilbake',
  close: 'Lukk',
  save: 'Lagre',
  cancel: 'Avbryt',
  retry: 'Prøv igjen',
  more: 'Meir',
  today: 'I dag',
  yesterday: 'I går',
  tomorrow: 'I morgon',
  you: 'Du',
  someone: 'Nokon',
  hello: (name) => `Hei, ${name}`,
  count: (shown) => `${shown} nye`,
  ...house,
  ...together,
  ...rooms,
  ...me,
  ...door,
}
