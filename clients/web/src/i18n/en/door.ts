import type { DoorWords } from '../nb/door'

export const door: DoorWords = {
  join: {
    title: 'Welcome',
    invited: 'You are invited. What would you like to be called here?',
    own: 'This link lets you in on one more device.',
    name: 'Name',
    nameHelp: 'A first name is enough. You can change it later.',
    go: 'Come in',
    no: 'No e-mail, no number, no password.',
    need: 'You need an invitation to come in. Ask someone in the house.',
    code: 'Do you have a code?',
    used: 'This invitation has been used or has run out. Ask for a new one.',
    sees: 'This is what the others see',
    leaveHow: 'You can leave whenever you like, under Me.',
    start: 'To the house',
    device: 'Phone',
    checking: 'One moment',
  },
  problem: {
    generic: 'That did not work. Try again in a while.',
    offline: 'That needs a network. Try again when it is back.',
    forbidden: 'You are not allowed to do that here.',
    not_found: 'It is no longer there.',
    conflict: 'Someone was before you.',
    gone: 'It is too late for that.',
    too_large: 'It is too large.',
    too_many: 'That was too much at once. Wait a little.',
    invalid: 'Something is not filled in right.',
    page: 'There is nothing here.',
  },
  innocent: {
    title: 'Shopping list',
    items: ['Milk', 'Bread', 'Eggs', 'Coffee', 'Apples', 'Washing-up liquid'],
  },
}
