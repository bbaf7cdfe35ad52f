/** Coming in, and what is said when something does not go. */
export const door = {
  join: {
    title: 'Velkommen',
    invited: 'Du er invitert. Hva vil du kalles her?',
    own: 'Denne lenka slipper deg inn på en enhet til.',
    name: 'Navn',
    nameHelp: 'Et fornavn holder. Du kan bytte siden.',
    go: 'Kom inn',
    no: 'Ingen e-post, ikke noe nummer, ikke noe passord.',
    need: 'Du trenger en invitasjon for å komme inn. Spør noen i huset.',
    code: 'Har du en kode?',
    used: 'Denne invitasjonen er brukt eller har gått ut. Be om en ny.',
    sees: 'Dette ser de andre',
    leaveHow: 'Du kan gå ut når du vil, under Meg.',
    start: 'Til huset',
    device: 'Telefon',
    checking: 'Et øyeblikk',
  },
  problem: {
    generic: 'Det gikk ikke. Prøv igjen om litt.',
    offline: 'Det trenger nett. Prøv igjen når nettet er tilbake.',
    forbidden: 'Det har du ikke lov til her.',
    not_found: 'Det finnes ikke lenger.',
    conflict: 'Noen var før deg.',
    gone: 'Det er for sent for det.',
    too_large: 'Det er for stort.',
    too_many: 'Det ble for mye på en gang. Vent litt.',
    invalid: 'Noe er ikke fylt ut riktig.',
    page: 'Her er det ingenting.',
  },
  innocent: {
    title: 'Handleliste',
    items: ['Melk', 'Brød', 'Egg', 'Kaffe', 'Epler', 'Oppvaskmiddel'],
  },
}

export type DoorWords = typeof door
