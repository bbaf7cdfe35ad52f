/** Reading in a calendar of another program. */
import { plural } from '../../plural'

const n = plural('nb')

export const imports = {
  import: {
    title: 'Les inn en kalender',
    help: 'Har dere en kalender et annet sted? Eksporter den som en .ics-fil og velg den her. Ingenting blir laget før du har sett hva det blir.',
    choose: 'Velg en fil',
    other: 'Velg en annen fil',
    reading: 'Leser kalenderen …',
    found: (count: number) => n(count, 'Én aktivitet i fila', `${count} aktiviteter i fila`),
    nothing: 'Det er ingenting i fila som skal skje.',
    what: { new: 'Ny', changed: 'Endret', cancelled: 'Avlyst', same: 'Som før' },
    differing: (count: number) => n(count, 'én gang er annerledes', `${count} ganger er annerledes`),
    over: (count: number) => n(count, 'Én er over og blir ikke tatt med.', `${count} er over og blir ikke tatt med.`),
    unread: 'Dette blir ikke tatt med',
    line: (line: number) => `Linje ${line}`,
    moreUnread: (count: number) => n(count, 'Og én linje til.', `Og ${count} linjer til.`),
    quietly: 'Alle får én invitasjon, til det som er først. Resten står i lista deres. Du leder det nye til noen andre tar det.',
    make: (count: number) => n(count, 'Ta den inn', `Ta inn alle ${count}`),
    same: 'Alt i fila står her fra før. Det er ingenting å ta inn.',
    done: 'Kalenderen er lest inn.',
    see: 'Se hva som skjer',
    tooLarge: 'Fila er for stor. Eksporter et kortere tidsrom.',
    tooMany: 'Det blir for mange på en gang. Eksporter et kortere tidsrom.',
    unreadable: 'Dette er ikke en kalender som kan leses. Velg en .ics-fil.',
  },
}

export type ImportWords = typeof imports
