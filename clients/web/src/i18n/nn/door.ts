import type { DoorWords } from '../nb/door'

export const door: DoorWords = {
  join: {
    title: 'Velkomen',
    invited: 'Du er invitert. Kva vil du kallast her?',
    own: 'Denne lenkja slepp deg inn på ei eining til.',
    name: 'Namn',
    nameHelp: 'Eit fornamn held. Du kan byte seinare.',
    go: 'Kom inn',
    no: 'Ingen e-post, ikkje noko nummer, ikkje noko passord.',
    need: 'Du treng ein invitasjon for å kome inn. Spør nokon i huset.',
    code: 'Har du ein kode?',
    used: 'Denne invitasjonen er brukt eller har gått ut. Be om ein ny.',
    sees: 'Dette ser dei andre',
    leaveHow: 'Du kan gå ut når du vil, under Meg.',
    start: 'Til huset',
    device: 'Telefon',
    checking: 'Eit augeblikk',
  },
  problem: {
    generic: 'Det gjekk ikkje. Prøv igjen om litt.',
    offline: 'Det treng nett. Prøv igjen når nettet er tilbake.',
    forbidden: 'Det har du ikkje lov til her.',
    not_found: 'Det finst ikkje lenger.',
    conflict: 'Nokon var før deg.',
    gone: 'Det er for seint for det.',
    too_large: 'Det er for stort.',
    too_many: 'Det blei for mykje på ein gong. Vent litt.',
    invalid: 'Noko er ikkje fylt ut rett.',
    page: 'Her er det ingenting.',
  },
  innocent: {
    title: 'Handleliste',
    items: ['Mjølk', 'Brød', 'Egg', 'Kaffi', 'Eple', 'Oppvaskmiddel'],
  },
}
