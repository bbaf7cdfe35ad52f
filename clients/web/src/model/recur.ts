/**
 * The times of an activity, for the screens of the next weeks.
 *
 * The server decides what a rule means; this reads the rules that people make in the app and most
 * that they import: daily and weekly, with INTERVAL, BYDAY, COUNT and UNTIL (RFC 5545, 3.3.10). For
 * others it gives the first time only, and the screen says that there are more.
 */
import { asUtc, asWall } from './wall'

const DAY = 86_400_000
/** The days of the week as rules name them, in the order of the week. */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

export interface Rule {
  freq: 'DAILY' | 'WEEKLY'
  interval: number
  days: number[]
  count: number
  until: number
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
  }
}

const KNOWN = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'COUNT', 'UNTIL', 'WKST'])

/** The last wall time that UNTIL still lets in; a date counts to its end. */
function end(text: string | undefined): number {
  if (!text) return Infinity
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`
  const time = text.length > 8 ? `${text.slice(9, 11)}:${text.slice(11, 13)}` : '23:59'
  return asUtc(`${date}T${time}`)
}

const weekday = (utc: number): number => (new Date(utc).getUTCDay() + 6) % 7

/** Wall times from `from` until `to` (both as `2026-11-26T18:00`), at most `limit`. */
export function times(
  starts: string,
  rule: string | undefined,
  from: string,
  to: string,
  limit = 60,
): string[] {
  const first = asUtc(starts)
  const read = rule ? parse(rule) : null
  const within = (utc: number): boolean => utc >= asUtc(from) && utc < asUtc(to)
  if (!read) return within(first) ? [asWall(first)] : []
  const found: string[] = []
  let count = 0
  for (const utc of steps(first, read)) {
    if (++count > read.count || utc > read.until || utc >= asUtc(to)) break
    if (within(utc)) found.push(asWall(utc))
    if (found.length >= limit) break
  }
  return found
}

function* steps(first: number, rule: Rule): Generator<number> {
  if (rule.freq === 'DAILY') {
    for (let utc = first; ; utc += rule.interval * DAY) {
      if (rule.days.length === 0 || rule.days.includes(weekday(utc))) yield utc
    }
  }
  const days = rule.days.length > 0 ? rule.days : [weekday(first)]
  const monday = first - weekday(first) * DAY
  for (let week = monday; ; week += rule.interval * 7 * DAY) {
    for (const day of days) if (week + day * DAY >= first) yield week + day * DAY
  }
}
