import { plural } from '../../plural'
import type { ImportWords } from '../nb/import'

const n = plural('en')

export const imports: ImportWords = {
  import: {
    title: 'Read in a calendar',
    help: 'Do you have a calendar elsewhere? Export it as an .ics file and choose it here. Nothing is made before you have seen what it would be.',
    choose: 'Choose a file',
    other: 'Choose another file',
    reading: 'Reading the calendar …',
    found: (count) => n(count, 'One activity in the file', `${count} activities in the file`),
    nothing: 'There is nothing to come in the file.',
    what: { new: 'New', changed: 'Changed', cancelled: 'Cancelled', same: 'As before' },
    differing: (count) => n(count, 'one time differs', `${count} times differ`),
    over: (count) => n(count, 'One is over and left out.', `${count} are over and left out.`),
    unread: 'This is left out',
    line: (line) => `Line ${line}`,
    moreUnread: (count) => n(count, 'And one more line.', `And ${count} more lines.`),
    quietly: 'Everyone gets one invitation, to what comes first. The rest is in their list. You lead what is new until somebody else takes it.',
    make: (count) => n(count, 'Bring it in', `Bring in all ${count}`),
    same: 'Everything in the file is here already. There is nothing to bring in.',
    done: 'The calendar has been read in.',
    see: 'See what is on',
    tooLarge: 'The file is too large. Export a shorter time.',
    tooMany: 'That is too many at a time. Export a shorter time.',
    unreadable: 'This is not a calendar that can be read. Choose an .ics file.',
  },
}
