/**
 * What has happened that concerns oneself and is not a message: somebody would like company, a walk
 * is elsewhere, nobody leads. Kept on this phone until it is read or over.
 */
import type { Entry, Json } from '../protocol/types'

export interface News {
  /** A newer one about the same thing takes its place. */
  key: string
  kind: string
  at: number
  /** After this moment it is of no use any more (ms). */
  until: number
  body: Record<string, Json>
}

const DAY = 86_400_000
const MOST = 20

/** What is told of a thing that has begun is of use for so long (ms). */
const HOURS: Record<string, number> = {
  'ask.stopped': 12 * 3_600_000,
  'shift.begun': 3 * 3_600_000,
  'cover.unclaimed': 3 * 3_600_000,
}

/** Those with words of their own here; `invitation.received` stands in the week by itself. */
const KINDS = new Set([
  'ask.stopped',
  'shift.begun',
  'cover.unclaimed',
  'company.asked',
  'company.reopened',
  'company.nobody',
  'company.still',
  'invitation.changed',
  'invitation.cancelled',
  'invitation.promoted',
  'invitation.put_back',
  'invitation.leaderless',
  'missing.noticed',
  'answer.noted',
])

/** The activity that a piece of news is about, and its time if it is about one. */
export function about({ body }: Pick<News, 'body'>): { activity: string; occurrence: string } {
  const answer = body.answer as { activity?: string; occurrence?: string } | undefined
  const { activity } = body
  const id = typeof activity === 'string' ? activity : ((activity as { id?: string } | undefined)?.id ?? answer?.activity)
  const occurrence = body.occurrence ?? answer?.occurrence ?? ''
  return { activity: id ?? '', occurrence: String(occurrence) }
}

/** What is known after these entries, the newest first; what is over by `now` is left out. */
export function heard(before: readonly News[], entries: readonly Entry[], now: number): News[] {
  const found = new Map(before.map((one) => [one.key, one]))
  for (const { kind, at, body } of entries) {
    if (!KINDS.has(kind) || !isTold(kind, body)) continue
    const { activity, occurrence } = about({ body })
    const key = [group(kind), activity, occurrence, who(body)].join(' ')
    const moment = Date.parse(at)
    const starts = typeof body.starts_at === 'string' ? Date.parse(body.starts_at) : NaN
    const lasts = HOURS[kind]
    const until = lasts ? moment + lasts : Number.isNaN(starts) ? moment + 3 * DAY : starts
    found.set(key, { key, kind, at: moment, until, body })
  }
  return fresh([...found.values()], now)
}

/** Of calls that rang only those that nobody took: the others were in good hands. */
const isTold = (kind: string, { why }: Record<string, Json>): boolean =>
  kind !== 'ask.stopped' || why === 'handed_over'

/** A company that is asked for, found to be missing or open again is one thing; so is a change. */
const group = (kind: string): string =>
  kind.startsWith('invitation.') && kind !== 'invitation.leaderless' ? 'invitation' : kind

const who = (body: Record<string, Json>): string => {
  const { member, ask, shift } = body
  if (typeof ask === 'string') return ask
  if (typeof shift === 'string') return `${shift} ${String(body.occurrence)}`
  if (typeof member === 'string') return member
  const answer = body.answer as { member?: string } | undefined
  return (member as { id?: string } | undefined)?.id ?? answer?.member ?? ''
}

export const fresh = (news: readonly News[], now: number): News[] =>
  news
    .filter(({ until }) => until > now)
    .sort((a, b) => b.at - a.at)
    .slice(0, MOST)
