/** What happened in a room beside what was written, in words. */
import type { Entry, MemberCard } from '../protocol/types'

export interface EventWords {
  room: {
    joined(name: string): string
    left(name: string): string
    leftBy(name: string, by: string): string
    renamed(name: string): string
    closed: string
    historyOn: string
    historyOff: string
    retained(days: number): string
  }
}

/** The line for an entry. `who` names any member; `known` are those whom this phone has a card of. */
export function event(
  entry: Entry,
  words: EventWords,
  who: (member: string) => string,
  known: ReadonlyMap<string, MemberCard>,
): string {
  const { kind, by, body } = entry
  if (kind === 'room.changed') return words.room.renamed(String(body.name))
  if (kind === 'room.closed') return words.room.closed
  if (kind === 'room.history_changed') return body.history_from ? words.room.historyOn : words.room.historyOff
  if (kind === 'room.retained') return words.room.retained(Number(body.days ?? 0))
  const card = body.member as { name?: string } | string | undefined
  const member = typeof card === 'object' ? (card.name ?? who('')) : who(String(card ?? by))
  if (kind !== 'room.left') return words.room.joined(member)
  const decided = by === card ? undefined : known.get(by)?.name
  return decided ? words.room.leftBy(member, decided) : words.room.left(member)
}
