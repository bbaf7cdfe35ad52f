/** Bokmål: the measure of the other two. A text that is missing there does not compile. */
import { door } from './door'
import { house } from './house'
import { me } from './me'
import { rooms } from './rooms'
import { together } from './together'

export const nb = {
  nav: { home: 'Hjem', rooms: 'Rom', together: 'Sammen', me: 'Meg', label: 'Steder' },
  skip: 'Til innholdet',
  back: 'Tilbake',
  close: 'Lukk',
  save: 'Lagre',
  cancel: 'Avbryt',
  retry: 'Prøv igjen',
  more: 'Mer',
  today: 'I dag',
  yesterday: 'I går',
  tomorrow: 'I morgen',
  you: 'Du',
  someone: 'Noen',
  hello: (name: string) => `Hei, ${name}`,
  count: (shown: string) => `${shown} nye`,
  ...house,
  ...together,
  ...rooms,
  ...me,
  ...door,
}

export type Catalogue = typeof nb
