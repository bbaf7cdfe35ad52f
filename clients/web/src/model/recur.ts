/**
 * The times of an activity, for the screens of the next weeks.
 *
 * The server decides what a rule means; this reads the rules that people make in the app and most
 * that they import: daily and weekly, with INTERVAL, BYDAY, COUNT, UNTIL and WKST (RFC 5545,
 * 3.3.10), as the server writes them. Others only the server reads.
 */
import { asUtc, asWall } from './wall'

const DAY = 86_400_000
/** No series goes on for longer than fifty years, as on the server. */
const REACH = 50 * 366 * DAY
/** The days of the week as rules name them, in the order of the week. */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

export interface Rule {
  freq: 'DAILY' | 'WEEKLY'
  interval: number
  days: number[]
  count: number
  until: number
  weekStart: number
}

/** The rule, or null for one that only the server reads. */
export function parse(text: string): Rule | null {
  const parts = new Map(
    text.split(';').map((part) => part.toUpperCase().split('=', 2) as [string, string]),
  )
  const freq = parts.get('FREQ')
  if (freq !== 'DAILY' && freq !== 'WEEKLY') return null
  for (const name of parts.keys()) if (!KNOWN.has(name)) return null
  const days = (parts.get('BYDAY') ?? '').split(',').filter(Boolean).map((day) => WEEKDAYS.indexOf(day))
  if (days.includes(-1)) return null
  return {
    freq,
    interval: Number(parts.get('INTERVAL') ?? 1),
    days: days.sort((a, b) => a - b),
    count: Number(parts.get('COUNT') ?? Infinity),
    until: end(parts.get('UNTIL')),
    weekStart: WEEKDAYS.indexOf(parts.get('WKST') ?? 'MO'),
  }
}

const KNOWN = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'COUNT', 'UNTIL', 'WKST'])

/** The end of the last day, which is how the server writes UNTIL. */
const end = (text: string | undefined): number =>
  text ? asUtc(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}T23:59`) : Infinity

const weekday = (utc: number): number => (new Date(utc).getUTCDay() + 6) % 7

/** Wall times from `from` until `to`, all as `2026-11-26T18:00`; without a rule, or by one that is not read, the first. */
export function* times(
  starts: string,
  rule: string | undefined,
  from: string,
  to: string,
): Generator<string> {
  const first = asUtc(starts)
  const since = asUtc(from)
  const before = Math.min(asUtc(to), first + REACH)
  const read = rule ? parse(rule) : null
  let count = 0
  // What is counted is counted from the start; else what has long been is passed over.
  const anchor = read && read.count === Infinity ? Math.max(first, since) : first
  for (const utc of read ? steps(first, read, anchor) : [first]) {
    if (utc >= before || (read && (++count > read.count || utc > read.until))) return
    if (utc >= since) yield asWall(utc)
  }
}

function* steps(first: number, rule: Rule, anchor: number): Generator<number> {
  const weekly = rule.freq === 'WEEKLY'
  const step = rule.interval * (weekly ? 7 : 1) * DAY
  const begin = weekly ? first - ((weekday(first) - rule.weekStart + 7) % 7) * DAY : first
  const days = rule.days.length > 0 ? rule.days : [weekday(first)]
  const ahead = days.map((day) => ((day - rule.weekStart + 7) % 7) * DAY).sort((a, b) => a - b)
  for (let period = begin + Math.floor((anchor - begin) / step) * step; ; period += step) {
    if (!weekly) {
      if (rule.days.length === 0 || rule.days.includes(weekday(period))) yield period
      continue
    }
    for (const day of ahead) if (period + day >= first) yield period + day
  }
}
