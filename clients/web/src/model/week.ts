/** The times of all activities that concern this member, with what was answered to each. */
import type { ActivityCard, Answer, AnswerCard } from '../protocol/types'
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

/** Those that end after `from` and begin before `to` (moments, ms), in order. */
export function occurrences(view: View, from: number, to: number): Occurrence[] {
  const answers = allAnswers(view)
  const found: Occurrence[] = []
  for (const activity of activities(view)) {
    found.push(...of(activity, answers.get(activity.id) ?? [], from, to))
  }
  return found.sort((a, b) => a.starts - b.starts || (a.key < b.key ? -1 : 1))
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

const wallOf = (id: string): string => {
  const slot = id.slice(id.lastIndexOf('.') + 1)
  return slot.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)$/, '$1-$2-$3:$4')
}

function at(activity: ActivityCard, id: string, answers: AnswerCard[]): Occurrence {
  const starts = momentOf(asUtc(wallOf(id)), activity.starts.zone)
  const { cancelled_from: from } = activity
  return {
    key: id,
    id,
    activity,
    starts,
    ends: starts + activity.lasts * 1000,
    cancelled:
      activity.cancelled ||
      activity.cancelled_occurrences.includes(id) ||
      (from !== undefined && id >= from),
    answers: counted(answers, id),
  }
}

/** An answer to this one time goes before the answer to every time. */
function counted(answers: AnswerCard[], id: string): Map<string, AnswerCard> {
  const found = new Map<string, AnswerCard>()
  for (const one of answers) if (one.occurrence === 'all') found.set(one.member, one)
  for (const one of answers) if (one.occurrence === id) found.set(one.member, one)
  return found
}

export function occurrence(view: View, activity: string, id: string): Occurrence | null {
  const card = activities(view).find((one) => one.id === activity)
  return card && !Number.isNaN(asUtc(wallOf(id))) ? at(card, id, allAnswers(view).get(activity) ?? []) : null
}

export const said = (one: Occurrence, answer: Answer): string[] =>
  [...one.answers.values()].filter((card) => card.answer === answer).map(({ member }) => member)

/** What is next this week: the coming seven days. */
export const week = (view: View, now: number): Occurrence[] => occurrences(view, now, now + 7 * DAY)
