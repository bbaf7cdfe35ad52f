/**
 * Planned times of being there, for the screens of those who help.
 *
 * What others have planned is told by the server when it is asked (`Cover`); one's own shifts are on
 * the phone. A plan says who is expected and never that somebody is home.
 */
import type { Cover, ShiftCard, Unreachable } from '../protocol/types'
import { parse, times } from './recur'
import { asUtc, asWall, momentOf, wallAt } from './wall'

const DAY = 86_400_000

/** The days of a week as RFC 5545 names them, Monday first. */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** One planned time. Moments in milliseconds. */
export interface Time {
  shift: string
  occurrence: string
  member: string
  name: string
  starts: number
  ends: number
  repeats: boolean
  /** Why calls would not get through; told to keepers alone. */
  unreachable?: Unreachable
}

/** A stretch of one day in which nobody has planned to be there. */
export interface Hole {
  from: number
  to: number
  /** It goes on from the day before, or from now; it goes on into the next day. */
  open: 'whole' | 'before' | 'after' | 'between'
}

export interface DayOfCover {
  /** The first moment of the day, by the wall of the house. */
  at: number
  /** `2026-11-26` */
  date: string
  times: Time[]
  holes: Hole[]
}

export const timesOf = (cover: Cover): Time[] =>
  cover.times.map(({ starts_at, ends_at, ...one }) => ({
    ...one,
    starts: Date.parse(starts_at),
    ends: Date.parse(ends_at),
    repeats: one.repeats ?? false,
  }))

/** The days that the server has told of, from today on; a time stands on the day it begins. */
export function days(cover: Cover, zone: string, now: number): DayOfCover[] {
  const all = timesOf(cover).filter(({ ends }) => ends > now)
  const gaps = cover.gaps.map(({ from, to }) => [Date.parse(from), Date.parse(to)] as const)
  const until = Date.parse(cover.until)
  const found: DayOfCover[] = []
  for (let wall = startOfDay(wallAt(now, zone)); ; wall += DAY) {
    const at = momentOf(wall, zone)
    const next = momentOf(wall + DAY, zone)
    if (at >= until) return found
    const since = Math.max(at, now)
    const mine = all.filter(({ starts }) => Math.max(starts, now) >= at && Math.max(starts, now) < next)
    const holes = gaps
      .filter(([from, to]) => to > since && from < Math.min(next, until))
      .map(([from, to]) => hole(Math.max(from, since), Math.min(to, next), since, Math.min(next, until)))
    found.push({ at, date: asWall(wall).slice(0, 10), times: mine, holes })
  }
}

/** The server's now is a little later than the one it is compared with here. */
const MINUTE = 60_000

function hole(from: number, to: number, since: number, next: number): Hole {
  const early = from <= since + MINUTE
  const late = to >= next
  const open = early && late ? 'whole' : early ? 'before' : late ? 'after' : 'between'
  return { from, to, open }
}

const startOfDay = (wall: number): number => Math.floor(wall / DAY) * DAY

/** `20261126T1700` as `2026-11-26T17:00`. */
const wallOf = (slot: string): string =>
  slot.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)$/, '$1-$2-$3:$4')

const slotOf = (wall: string): string => wall.replace(/[-:]/g, '')

/** One's own times that are not over, from what is on the phone, in order. */
export function ownTimes(shifts: readonly ShiftCard[], me: string, now: number, ahead = 14): Time[] {
  const found: Time[] = []
  for (const plan of shifts) {
    for (const slot of slots(plan, now, now + ahead * DAY)) {
      const time = timeOf(plan, slot)
      if (time && time.member === me && time.ends > now && time.starts < now + ahead * DAY) found.push(time)
    }
  }
  return found.sort((a, b) => a.starts - b.starts || (a.shift < b.shift ? -1 : 1))
}

/** Where the plan puts its times; those that were moved may come from a week on either side. */
function slots(plan: ShiftCard, from: number, to: number): string[] {
  const { wall, zone } = plan.starts
  const since = asWall(wallAt(from, zone) - 8 * DAY)
  const before = asWall(wallAt(to, zone) + 8 * DAY)
  return [...times(wall, plan.rule, since, before)]
    .map(slotOf)
    .filter((slot) => plan.until === undefined || slot < plan.until)
}

/** One time of a shift as it now is; null where it is cancelled. */
export function timeOf(plan: ShiftCard, slot: string): Time | null {
  const change = plan.changes?.find(({ occurrence }) => occurrence === slot)
  if (change?.cancelled) return null
  const starts = change?.starts ?? { ...plan.starts, wall: wallOf(slot) }
  const at = momentOf(asUtc(starts.wall), starts.zone)
  return {
    shift: plan.id,
    occurrence: slot,
    member: change?.member ?? plan.member,
    name: '',
    starts: at,
    ends: at + (change?.lasts ?? plan.lasts) * 1000,
    repeats: plan.rule !== undefined,
  }
}

/** The rule for these days of every week, to a last day (`2026-12-24`) if one is given. */
export function weekly(chosen: readonly Weekday[], last: string): string {
  const named = WEEKDAYS.filter((day) => chosen.includes(day)).join(',')
  const end = last ? `;UNTIL=${last.replaceAll('-', '')}` : ''
  return `FREQ=WEEKLY;BYDAY=${named}${end}`
}

/** The day of the week of a date (`2026-11-26`). */
export const weekdayOf = (date: string): Weekday =>
  WEEKDAYS[(new Date(asUtc(`${date}T12:00`)).getUTCDay() + 6) % 7] ?? 'MO'

/** The days of a weekly rule, Monday first; none for a rule of another kind. */
export function daysOf(rule: string | undefined): Weekday[] {
  const read = rule ? parse(rule) : null
  if (read?.freq !== 'WEEKLY') return []
  return read.days.flatMap((day) => WEEKDAYS[day] ?? [])
}

/** Seconds from one wall time (`17:00`) to another; past midnight where it ends before it starts. */
export function lasting(from: string, to: string): number {
  const minutes = (asUtc(`2000-01-01T${to}`) - asUtc(`2000-01-01T${from}`)) / 60_000
  return (minutes > 0 ? minutes : minutes + 1440) * 60
}
