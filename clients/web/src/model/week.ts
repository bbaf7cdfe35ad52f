/** The times of all activities that concern this member, with what was answered to each. */
import type {
  ActivityCard,
  Answer,
  AnswerCard,
  CompanyCard,
  OccurrenceCard,
} from '../protocol/types'
import { times } from './recur'
import { houses, own, rooms, type View } from './states'
import { asUtc, asWall, momentOf, wallAt } from './wall'

export interface Occurrence {
  /** Of the activity and the time together; stays when either is changed. */
  key: string
  id: string
  activity: ActivityCard
  starts: number
  ends: number
  cancelled: boolean
  /** Those who answered, this time's answer before the one for every time. */
  answers: Map<string, AnswerCard>
}

const DAY = 86_400_000

/** Every activity once, from wherever this phone has heard of it. */
export function activities(view: View): ActivityCard[] {
  const found = new Map<string, ActivityCard>()
  for (const one of own(view).invitations ?? []) found.set(one.id, one)
  for (const { state } of [...houses(view), ...rooms(view)]) {
    for (const one of state.activities ?? []) found.set(one.id, one)
  }
  return [...found.values()]
}

function allAnswers(view: View): Map<string, AnswerCard[]> {
  const found = new Map<string, AnswerCard[]>()
  for (const { state } of [...houses(view), ...rooms(view)]) {
    for (const one of state.answers ?? []) {
      const list = found.get(one.activity)
      if (list) list.push(one)
      else found.set(one.activity, [one])
    }
  }
  return found
}

/**
 * What the server told of the coming times, and until when it told all of them. A single time may
 * have been moved, or a rule may be one that only the server reads: for the activities in here the
 * server's word stands, as long as it reaches.
 */
export interface Told {
  until: number
  cards: OccurrenceCard[]
}

/** Those that end after `from` and begin before `to` (moments, ms), in order. */
export function occurrences(view: View, from: number, to: number, told?: Told): Occurrence[] {
  const answers = allAnswers(view)
  const found: Occurrence[] = []
  for (const activity of activities(view)) {
    const given = answers.get(activity.id) ?? []
    const cards = told?.cards.filter((card) => card.activity === activity.id) ?? []
    const known = cards.map((card) => exactly(activity, card, given))
    found.push(...known.filter((one) => one.ends > from && one.starts < to))
    // What the server was asked for it has told whole; beyond that the rule must do.
    const since = cards.length > 0 ? Math.max(from, told?.until ?? 0) : from
    found.push(...of(activity, given, since, to))
  }
  const seen = found.filter((one) => !isOfTheRest(one))
  return seen.sort((a, b) => a.starts - b.starts || (a.key < b.key ? -1 : 1))
}

function of(activity: ActivityCard, answers: AnswerCard[], from: number, to: number): Occurrence[] {
  const { zone, wall } = activity.starts
  const earliest = asWall(wallAt(from, zone) - activity.lasts * 1000)
  const walls = times(wall, activity.rule, earliest, asWall(wallAt(to, zone)))
  return walls
    .map((wall) => at(activity, idOf(activity.id, wall), answers))
    .filter((one) => one.ends > from && one.starts < to)
}

/** A time is known by its slot: `<activity>.20261126T1800`. */
const idOf = (activity: string, wall: string): string => `${activity}.${wall.replace(/[-:]/g, '')}`

/** Where the rule of an activity puts a time, by its wall: `2026-11-26T18:00`. */
export const slotOf = (id: string): string => {
  const slot = id.slice(id.lastIndexOf('.') + 1)
  return slot.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)$/, '$1-$2-$3:$4')
}

function at(activity: ActivityCard, id: string, answers: AnswerCard[]): Occurrence {
  const starts = momentOf(asUtc(slotOf(id)), activity.starts.zone)
  return {
    key: id,
    id,
    activity,
    starts,
    ends: starts + activity.lasts * 1000,
    cancelled: isCancelled(activity, id),
    answers: counted(answers, id),
  }
}

/** A time as the server told it; what was cancelled or answered since is seen here at once. */
function exactly(activity: ActivityCard, card: OccurrenceCard, answers: AnswerCard[]): Occurrence {
  const { id, title, place, meet_at, bring, max, leader, co_leader } = card
  const { meet_at: _m, bring: _b, max: _x, leader: _l, co_leader: _c, ...rest } = activity
  const as: ActivityCard = {
    ...rest,
    title,
    place,
    ...(meet_at && { meet_at }),
    ...(bring && { bring }),
    ...(max && { max }),
    ...(leader && { leader: leader.id }),
    ...(co_leader && { co_leader: co_leader.id }),
  }
  const starts = Date.parse(card.starts_at)
  const ends = Date.parse(card.ends_at)
  const cancelled = card.cancelled || isCancelled(activity, id)
  return { key: id, id, activity: as, starts, ends, cancelled, answers: counted(answers, id) }
}

function isCancelled(activity: ActivityCard, id: string): boolean {
  const { cancelled, cancelled_from: from, cancelled_occurrences: single } = activity
  return cancelled || single.includes(id) || (from !== undefined && id >= from)
}

/** Of a rest that is cancelled the first time says so; the others are nothing to plan around any more. */
const isOfTheRest = ({ id, activity: { cancelled_from: from } }: Occurrence): boolean =>
  from !== undefined && id > from

/** An answer to this one time goes before the answer to every time. */
function counted(answers: AnswerCard[], id: string): Map<string, AnswerCard> {
  const found = new Map<string, AnswerCard>()
  for (const one of answers) if (one.occurrence === 'all') found.set(one.member, one)
  for (const one of answers) if (one.occurrence === id) found.set(one.member, one)
  return found
}

export function occurrence(
  view: View,
  activity: string,
  id: string,
  told?: Told,
): Occurrence | null {
  const card = activities(view).find((one) => one.id === activity)
  if (!card) return null
  const answers = allAnswers(view).get(activity) ?? []
  const known = told?.cards.find((one) => one.id === id)
  if (known) return exactly(card, known, answers)
  return Number.isNaN(asUtc(slotOf(id))) ? null : at(card, id, answers)
}

/** The next time of an activity that has not begun and is not cancelled. */
export const next = (view: View, activity: string, now: number, told?: Told): Occurrence | undefined =>
  occurrences(view, now, now + 400 * DAY, told).find(
    (one) => one.activity.id === activity && one.starts > now && !one.cancelled,
  )

/** The room on this phone in which there is a thread for each time of an activity. */
export const threadRoom = (view: View, { room, group }: ActivityCard): string | undefined =>
  [room, group].find((id) => id && view.streams.has(`room:${id}`))

/** Those who said this; of those who would come only the ones who have a place. */
export const said = (one: Occurrence, answer: Answer): string[] =>
  answer === 'coming'
    ? inTurn(one).slice(0, one.activity.max)
    : [...one.answers.values()].filter((card) => card.answer === answer).map(({ member }) => member)

/** Those who wait for a place, in the order in which they get one. */
export const waitingList = (one: Occurrence): string[] =>
  one.activity.max ? inTurn(one).slice(one.activity.max) : []

/** Which place one has on the waiting list, from 1; 0 for none. */
export const waiting = (one: Occurrence, me: string): number => waitingList(one).indexOf(me) + 1

const inTurn = (one: Occurrence): string[] =>
  [...one.answers.values()]
    .filter(({ answer }) => answer === 'coming')
    .sort((a, b) => (a.turn ?? 0) - (b.turn ?? 0))
    .map(({ member }) => member)

/** What is next this week: the coming seven days. */
export const week = (view: View, now: number, told?: Told): Occurrence[] =>
  occurrences(view, now, now + 7 * DAY, told)

/** What one has said of company at a time: of it, else of the activity, else in general. */
export function company(view: View, one: Occurrence): CompanyCard['says'] {
  const said = own(view).company ?? []
  const of = said.filter(({ activity }) => activity === one.activity.id)
  const found =
    of.find(({ occurrence }) => occurrence === one.id) ??
    of.find(({ occurrence }) => occurrence === 'all') ??
    said.find(({ activity }) => activity === undefined)
  return found?.says ?? 'none'
}

/** The small room that one got with somebody for a time, if there is one. */
export function pairedIn(view: View, one: Occurrence): { room: string; with: string } | null {
  for (const { id, state } of rooms(view)) {
    const match = state.entries.findLast(({ kind }) => kind === 'company.matched')
    if (match?.body.occurrence !== one.id) continue
    const members = match.body.members as unknown as { id: string; name: string }[]
    const other = members.find((member) => member.id !== view.me)
    const stays = state.members.some((member) => member.id === other?.id)
    if (other && stays && company(view, one) !== 'none') return { room: id, with: other.name }
  }
  return null
}
