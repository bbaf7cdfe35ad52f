import type { Catalogue } from '../nb'
import { door } from './door'
import { house } from './house'
import { me } from './me'
import { rooms } from './rooms'
import { together } from './together'

export const en: Catalogue = {
  nav: { home: 'Home', rooms: 'Rooms', together: 'Together', me: 'Me', label: 'Places' },
  skip: 'To the content',
  back: 'Back',
  close: 'Close',
  save: 'Save',
  cancel: 'Cancel',
  retry: 'Try again',
  more: 'More',
  today: 'Today',
  yesterday: 'Yesterday',
  tomorrow: 'Tomorrow',
  you: 'You',
  someone: 'Someone',
  hello: (name) => `Hi, ${name}`,
  count: (shown) => `${shown} new`,
  ...house,
  ...together,
  ...rooms,
  ...me,
  ...door,
}
