/**
 * When an activity happens, worked out from its card: how it is planned from which slot on, and
 * which single times are otherwise. `utelys_client.week` does the same; both are held against what
 * the server tells, the one here by `vectors/times.json`.
 *
 * A time is known by its slot, the day and the hour at which it was first planned, whatever became
 * of either: `<activity>.20261126T1800`.
 */
import type { ActivityCard, DetailsCard, SegmentCard, SingleCard, WallTime } from '../protocol/types'
import { parse, times } from './recur'
import { asUtc, asWall, momentOf, wallAt } from './wall'

export interface Time {
  id: string
  /** Where its segment puts it on the wall, whatever was changed for this one. */
  planned: string
  at: WallTime
  starts: number
  ends: number
  lasts: number
  cancelled: boolean
  /** That of its segment. */
  rule: string | undefined
  /** What is said of it; nothing where the activity's card says it. */
  details: DetailsCard | undefined
  /** It is of a rest that is cancelled. */
  rest: boolean
}

const DAY = 86_400_000
/** No series goes on for longer. */
const REACH = 60 * 366 * DAY
const SLOT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)$/

const slotOf = (id: string): string => id.slice(id.lastIndexOf('.') + 1)

/** `2026-11-26T18:00`, and back. */
const wallOf = (slot: string): string => slot.replace(SLOT, '$1-$2-$3T$4:$5')
const slotAt = (wall: string): string => wall.replace(/[-:]/g, '')

const later = (wall: string, ms: number): string => asWall(asUtc(wall) + ms)

/**
 * Those that end after `from` and begin before `to` (moments, ms), cancelled ones too, in no order.
 * Of a rest that is cancelled there is the first time alone, until it would have begun.
 *
 * `told` are ids that the server gave, for the rules that only it reads; beyond those such a rule
 * gives its first time.
 */
export function timesOf(card: ActivityCard, from: number, to: number, told: readonly string[] = []): Time[] {
  const [segments, singles] = planOf(card)
  const found = new Map<string, Time>()
  segments.forEach((segment, place) => {
    if (segment.cancelled && segments[place - 1]?.cancelled) return
    for (const one of ofSegment(card, segments, place, from, to, told)) found.set(one.id, one)
  })
  for (const single of singles) {
    found.delete(single.id)
    const place = speaksFor(segments, slotOf(single.id))
    const rest = single.cancelled && segments[place]?.cancelled
    if (!rest || isFirst(segments, place, slotOf(single.id), told)) {
      const one = timeAt(card, single.id)
      if (one) found.set(one.id, one)
    }
  }
  return [...found.values()].filter((one) => {
    const over = one.rest ? one.starts : one.ends
    return over > from && one.starts < to
  })
}

/** One time as it now stands, whether or not it is among those that are shown; null where the id names none. */
export function timeAt(card: ActivityCard, id: string): Time | null {
  const slot = slotOf(id)
  if (!SLOT.test(slot) || Number.isNaN(asUtc(wallOf(slot)))) return null
  const [segments, singles] = planOf(card)
  const segment = segments[speaksFor(segments, slot)]
  if (!segment) return null
  const planned = plannedAt(segment, slot)
  const single = singles.find((one) => one.id === id)
  return single
    ? time(id, planned, segment, single.starts, { ...single, details: single.details ?? segment.details })
    : time(id, planned, segment)
}

/** What the server must be asked for: the segments whose rules only it reads, or nothing. */
export const unread = (card: ActivityCard): string[] =>
  planOf(card)[0]
    .filter(({ rule }) => rule && !parse(rule))
    .map(({ since, starts, rule, moved }) => [card.id, since, starts.wall, rule, moved].join(' '))

/** The segments and the single times; a card that was stored before there were any has one of its own. */
function planOf(card: ActivityCard): [SegmentCard[], SingleCard[]] {
  if (card.segments) return [card.segments, card.singles ?? []]
  const { starts, lasts, rule, cancelled, cancelled_from: from, cancelled_occurrences: single } = card
  const of = { starts, lasts, ...(rule && { rule }), moved: 0 }
  const since = slotAt(starts.wall.slice(0, 16))
  const segments = [{ ...of, since, cancelled: cancelled && from === undefined }]
  if (from !== undefined) segments.push({ ...of, since: slotOf(from), cancelled: true })
  const at = (id: string): WallTime => ({ ...starts, wall: wallOf(slotOf(id)) })
  return [segments, single.map((id) => ({ id, starts: at(id), lasts, cancelled: true }))]
}

/** Slots sort as they come, so what speaks for one is found by comparing. */
const speaksFor = (segments: SegmentCard[], slot: string): number =>
  Math.max(0, segments.findLastIndex(({ since }) => since <= slot))

const plannedAt = ({ moved, starts }: SegmentCard, slot: string): string =>
  later(wallOf(slot), moved * DAY).slice(0, 11) + starts.wall.slice(11, 16)

function* ofSegment(
  card: ActivityCard,
  segments: SegmentCard[],
  place: number,
  from: number,
  to: number,
  told: readonly string[],
): Generator<Time> {
  const segment = segments[place] as SegmentCard
  const { zone } = segment.starts
  // A day more on either side: what counts is the moment, which is only known with the zone.
  const earliest = asWall(wallAt(from, zone) - segment.lasts * 1000 - DAY)
  const latest = asWall(wallAt(to, zone) + DAY)
  const since = segment.cancelled || earliest < begin(segment) ? begin(segment) : earliest
  for (const [slot, wall] of slots(segments, place, since, latest, told)) {
    yield time(`${card.id}.${slot}`, wall, segment)
    if (segment.cancelled) return
  }
}

function time(
  id: string,
  planned: string,
  segment: SegmentCard,
  at: WallTime = { wall: planned, zone: segment.starts.zone },
  { lasts, cancelled, details }: Pick<Time, 'lasts' | 'cancelled' | 'details'> = { details: undefined, ...segment },
): Time {
  const starts = momentOf(asUtc(at.wall), at.zone)
  const { rule } = segment
  const rest = cancelled && segment.cancelled
  return { id, planned, at, starts, ends: starts + lasts * 1000, lasts, cancelled, rule, details, rest }
}

/** Where its times begin, or earlier by less than a day. */
const begin = ({ since, moved }: SegmentCard): string => later(wallOf(since), (moved - 1) * DAY)

/** The slots that a segment speaks for, each with where its rule puts it on the wall. */
function* slots(
  segments: SegmentCard[],
  place: number,
  earliest: string,
  latest: string,
  told: readonly string[],
): Generator<[string, string]> {
  const segment = segments[place] as SegmentCard
  const following = segments[place + 1]?.since
  for (const wall of walls(segment, earliest, latest, told)) {
    const slot = slotAt(later(wall, -segment.moved * DAY)).slice(0, 9) + segment.since.slice(9)
    if (following !== undefined && slot >= following) return
    if (slot >= segment.since) yield [slot, wall]
  }
}

function walls(segment: SegmentCard, from: string, to: string, told: readonly string[]): Iterable<string> {
  const { starts, rule } = segment
  const given = times(starts.wall, rule, from, to)
  if (!rule || parse(rule)) return given
  const known = told.map((id) => plannedAt(segment, slotOf(id))).filter((wall) => wall >= from && wall < to)
  return [...new Set([...given, ...known])].sort()
}

/** Whether a single time is the first of a rest that is cancelled. */
function isFirst(segments: SegmentCard[], place: number, slot: string, told: readonly string[]): boolean {
  const segment = segments[place]
  if (!segment || segments[place - 1]?.cancelled) return false
  const from = begin(segment)
  const [first] = slots(segments, place, from, later(from, REACH), told)
  return first?.[0] === slot
}
