/** What a form about an activity says to the server: for a new one all of it, for one that is there what is different. */
import type { Commands, WallTime } from '../protocol/types'
import { WEEKDAYS } from './recur'
import { asUtc, asWall } from './wall'

export type Which = 'one' | 'later' | 'all'

/** What somebody fills in. Texts are as typed; `''` and null are "nothing". */
export interface Form {
  title: string
  place: string
  meet: string
  bring: string
  max: number | null
  /** `2026-11-26` by the wall. */
  day: string
  /** `18:00` by the wall; `to` before `from` is past midnight. */
  from: string
  to: string
}

const DAY = 86_400_000

/** Whole days that an activity takes beyond the hours of the form: a weekend is more than a night. */
export const nights = (lasts: number): number => Math.floor((lasts - 1) / 86_400)

/** Seconds from `from` to `to`, the next day where that is meant, and `more` whole days. */
export function lasts({ from, to }: Form, more = 0): number {
  const minutes = (asUtc(`2026-01-01T${to}`) - asUtc(`2026-01-01T${from}`)) / 60_000
  return (minutes > 0 ? minutes : minutes + 1440) * 60 + more * 86_400
}

/** The rule for a choice; weekly on the days that are chosen, or on the day itself. */
export function ruleOf(repeat: string, day: string, days: string[] = []): string | undefined {
  const own = WEEKDAYS[(new Date(asUtc(`${day}T12:00`)).getUTCDay() + 6) % 7] ?? ''
  const on = WEEKDAYS.filter((one) => one === own || days.includes(one)).join(',')
  if (repeat === 'weekly') return `FREQ=WEEKLY;BYDAY=${on}`
  if (repeat === 'fortnightly') return `FREQ=WEEKLY;INTERVAL=2;BYDAY=${on}`
  if (repeat === 'daily') return 'FREQ=DAILY'
  return undefined
}

/** A new activity, without whom it is for. */
export function planned(form: Form, zone: string): Omit<Commands['activity.plan']['args'], 'house' | 'group'> {
  const { title, place, meet, bring, max } = form
  return {
    title,
    place,
    starts: { wall: `${form.day}T${form.from}`, zone },
    lasts: lasts(form),
    ...(meet.trim() && { meet_at: meet }),
    ...(bring.trim() && { bring }),
    ...(max && { max }),
  }
}

export interface Changed {
  which: Which
  /** The time that the form was opened with, its zone, and how long it was in seconds. */
  time: string
  zone: string
  lasts: number
  /** Where the rule puts the time from which on it is changed, on the wall: the next one, for all. */
  planned: string
  /** That time's id, where it stands on the day on which the rule puts it. */
  from?: string
}

type Change = Omit<Commands['activity.change']['args'], 'activity'>

/**
 * What a form was changed to, and nothing else: what is the same is not said again, since other
 * times may have it otherwise. Null where nothing is different.
 */
export function changed(before: Form, after: Form, at: Changed): Change | null {
  const said: Change = { ...texts(before, after), ...when(before, after, at) }
  if (Object.keys(said).length === 0) return null
  const { which, time, from } = at
  // All to another day is said of the next and later ones: of all, the server looks for which time
  // the start is meant, and where they come often that is another one.
  if (which === 'all' && after.day !== before.day && from) return { which: 'later', occurrence: from, ...said }
  return { which, ...(which !== 'all' && { occurrence: time }), ...said }
}

function texts(before: Form, after: Form): Change {
  const said: Change = {}
  const clear: NonNullable<Change['clear']> = []
  if (after.title !== before.title) said.title = after.title
  if (after.place !== before.place) said.place = after.place
  for (const [field, name] of [['meet', 'meet_at'], ['bring', 'bring']] as const) {
    if (after[field].trim() === before[field].trim()) continue
    if (after[field].trim()) said[name] = after[field]
    else clear.push(name)
  }
  if (after.max !== before.max) {
    if (after.max) said.max = after.max
    else clear.push('max')
  }
  return clear.length > 0 ? { ...said, clear } : said
}

function when(before: Form, after: Form, at: Changed): Change {
  const said: Change = {}
  const hour = after.from !== before.from
  if (after.day !== before.day || hour) said.starts = starts(before, after, at)
  if (hour || after.to !== before.to) {
    const long = lasts(after, nights(at.lasts))
    if (long !== at.lasts) said.lasts = long
  }
  return said
}

/** Of many, one says by how many days they move: from where the rule has the first of them. */
function starts(before: Form, after: Form, { which, zone, planned }: Changed): WallTime {
  if (which === 'one') return { wall: `${after.day}T${after.from}`, zone }
  const days = Math.round((asUtc(`${after.day}T12:00`) - asUtc(`${before.day}T12:00`)) / DAY)
  const day = asWall(asUtc(`${planned.slice(0, 10)}T12:00`) + days * DAY).slice(0, 10)
  return { wall: `${day}T${after.from}`, zone }
}
