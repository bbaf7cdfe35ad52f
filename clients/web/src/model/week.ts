/** The times of all activities that concern this member, with what was answered to each. */
import type { ActivityCard, Answer, AnswerCard, CompanyCard } from '../protocol/types'
import { timeAt, timesOf, unread, type Time } from './segments'
import { houses, own, rooms, type View } from './states'

export interface Occurrence {
  /** Of the activity and the time together; stays when either is changed. */
  key: string
  id: string
  /** As this time of it is: its own hour, place, leader and so on. */
  activity: ActivityCard
  /** Where the rule puts it on the wall, `2026-11-26T18:00`, though it was moved alone. */
  planned: string
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
 * What the server told of activities with rules that only it reads: the ids of their times. All
 * else about them is on their cards.
 */
export interface Told {
  /** When it was asked, in its milliseconds, and for what: see `toAsk`. */
  asked: number
  of: string
  ids: string[]
}

/** What the phone cannot know without the server; empty for most. Whenever it is another, the server is asked. */
export const toAsk = (view: View): string => activities(view).flatMap(unread).sort().join('\n')

const of = (told: Told | undefined, activity: string): string[] =>
  told?.ids.filter((id) => id.startsWith(`${activity}.`)) ?? []

/** Those that end after `from` and begin before `to` (moments, ms), in order. */
export function occurrences(view: View, from: number, to: number, told?: Told): Occurrence[] {
  const answers = allAnswers(view)
  const found = activities(view).flatMap((card) =>
    timesOf(card, from, to, of(told, card.id)).map((time) => at(card, time, answers.get(card.id) ?? [])),
  )
  return found.sort((a, b) => a.starts - b.starts || (a.key < b.key ? -1 : 1))
}

/** A time with its activity's card as it is for this time, and what was answered. */
function at(card: ActivityCard, time: Time, answers: AnswerCard[]): Occurrence {
  const { id, planned, starts, ends, lasts, cancelled, rule = card.rule } = time
  const activity = { ...worded(card, time), starts: time.at, lasts, ...(rule && { rule }) }
  return { key: id, id, activity, planned, starts, ends, cancelled, answers: counted(answers, id) }
}

/** What is said of some times is all of it: what is absent there is not said of them. */
function worded(card: ActivityCard, { details }: Time): ActivityCard {
  if (!details) return card
  const { meet_at: _m, bring: _b, max: _x, leader: _l, co_leader: _c, ...others } = card
  return { ...others, ...details }
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
  const time = card && timeAt(card, id)
  return time ? at(card, time, allAnswers(view).get(activity) ?? []) : null
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
