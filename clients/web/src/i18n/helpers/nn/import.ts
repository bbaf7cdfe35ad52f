import { plural } from '../../plural'
import type { ImportWords } from '../nb/import'

const n = plural('nn')

export const imports: ImportWords = {
  import: {
    title: 'Les inn ein kalender',
    help: 'Har de ein kalender ein annan stad? Eksporter han som ei .ics-fil og vel ho her. Ingenting blir laga før du har sett kva det blir.',
    choose: 'Vel ei fil',
    other: 'Vel ei anna fil',
    reading: 'Les kalenderen …',
    found: (count) => n(count, 'Éin aktivitet i fila', `${count} aktivitetar i fila`),
    nothing: 'Det er ingenting i fila som skal skje.',
    what: { new: 'Ny', changed: 'Endra', cancelled: 'Avlyst', same: 'Som før' },
    differing: (count) => n(count, 'éin gong er annleis', `${count} gonger er annleis`),
    over: (count) => n(count, 'Éin er over og blir ikkje teken med.', `${count} er over og blir ikkje tekne med.`),
    unread: 'Dette blir ikkje teke med',
    line: (line) => `Linje ${line}`,
    moreUnread: (count) => n(count, 'Og éi linje til.', `Og ${count} linjer til.`),
    quietly: 'Alle får éin invitasjon, til det som er først. Resten står i lista deira. Du leier det nye til nokon andre tek det.',
    make: (count) => n(count, 'Ta han inn', `Ta inn alle ${count}`),
    same: 'Alt i fila står her frå før. Det er ingenting å ta inn.',
    done: 'Kalenderen er lesen inn.',
    see: 'Sjå kva som skjer',
    tooLarge: 'Fila er for stor. Eksporter eit kortare tidsrom.',
    tooMany: 'Det blir for mange på ein gong. Eksporter eit kortare tidsrom.',
    unreadable: 'Dette er ikkje ein kalender som kan lesast. Vel ei .ics-fil.',
  },
}
