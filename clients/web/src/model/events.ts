/** What happened in a room beside what was written, in words. */
import type { CompanyChanged, Entry, MemberCard } from '../protocol/types'

export interface EventWords {
  news: { cancelled(title: string, when: string): string }
  together: { meet(place: string): string }
  room: {
    goTogether(title: string, where: string): string
    moved(title: string, where: string): string
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

/**
 * The line for an entry. `who` names any member; `known` are those whom this phone has a card of;
 * `when` writes a moment in the middle of a sentence.
 */
export function event(
  entry: Entry,
  words: EventWords,
  who: (member: string) => string,
  known: ReadonlyMap<string, MemberCard>,
  when: (at: number) => string,
): string {
  const { kind, by, body } = entry
  if (kind.startsWith('company.')) return company(entry, words, when)
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

/** Where and when two go together, and where and when it is after a change. */
function company({ kind, body }: Entry, words: EventWords, when: (at: number) => string): string {
  const { title, starts_at, place, meet_at, off } = body as unknown as CompanyChanged
  const at = when(Date.parse(starts_at))
  if (off) return words.news.cancelled(title, at)
  const where = [at, place, meet_at && words.together.meet(meet_at)].filter(Boolean).join(' · ')
  return words.room[kind === 'company.changed' ? 'moved' : 'goTogether'](title, where)
}
