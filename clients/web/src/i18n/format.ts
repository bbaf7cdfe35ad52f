/** Dates and times as people here write them: 24 hours, the day before the month. */
import type { Catalogue, Language } from '.'

const TAGS: Record<Language, string> = { nb: 'nb-NO', nn: 'nn-NO', en: 'en-GB' }
const DAY = 86_400_000
const QUARTER = 900_000
/** What is further away is said with its year. */
const HALF_A_YEAR = 183 * DAY

type Kind = 'clock' | 'day' | 'weekday' | 'short' | 'number' | 'key' | 'brief' | 'year'

const OPTIONS: Record<Kind, Intl.DateTimeFormatOptions> = {
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { weekday: 'long', day: 'numeric', month: 'long' },
  weekday: { weekday: 'long' },
  short: { weekday: 'short' },
  number: { day: 'numeric' },
  brief: { day: 'numeric', month: 'short' },
  year: { day: 'numeric', month: 'long', year: 'numeric' },
  key: { year: 'numeric', month: '2-digit', day: '2-digit' },
}

/** By this phone's own wall no formatter is needed: on an old phone the first takes a tenth of a second. */
const ownClock = (at: Date): string =>
  [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')

/** One for each language and zone; making an Intl formatter is what takes time on an old phone. */
export class Dates {
  private readonly made = new Map<Kind, Intl.DateTimeFormat>()

  constructor(
    private readonly language: Language,
    private readonly words: Catalogue,
    private readonly zone?: string,
  ) {}

  /** `17:42` */
  clock = (at: number): string =>
    this.zone ? this.by('clock', at).replace('.', ':') : ownClock(new Date(at))

  /** `21` on the hour, `21:30` else: as one says it. */
  hour = (at: number): string => this.clock(at).replace(/:00$/, '').replace(/^0(?=\d$)/, '')

  /** `torsdag 26. november` */
  day = (at: number): string => this.by('day', at)

  /** `torsdag` */
  weekday = (at: number): string => this.by('weekday', at)

  /** `TOR` and `26`, for the small calendar leaf. */
  leaf = (at: number): [string, string] => [
    this.by('short', at).replace('.', '').slice(0, 3).toUpperCase(),
    this.by('number', at).replace('.', ''),
  ]

  /** `I dag`, `I går`, `I morgen`, else the day. */
  near(at: number, now: number): string {
    const key = this.key(at)
    if (key === this.key(now)) return this.words.today
    if (key === this.key(now - DAY)) return this.words.yesterday
    if (key === this.key(now + DAY)) return this.words.tomorrow
    return Math.abs(now - at) < HALF_A_YEAR ? this.day(at) : this.by('year', at)
  }

  /** For a list, where there is little room: `17:42`, `I går`, `26. nov.`, `26. november 2025`. */
  brief(at: number, now: number): string {
    if (this.sameDay(at, now)) return this.clock(at)
    if (this.sameDay(at, now - DAY)) return this.words.yesterday
    return Math.abs(now - at) < HALF_A_YEAR ? this.by('brief', at) : this.by('year', at)
  }

  /** The same in the middle of a sentence: `i morgen`, `torsdag 26. november`. */
  soon(at: number, now: number): string {
    const near = this.near(at, now)
    return /^\p{Lu}/u.test(near) && near !== this.day(at) ? near.toLowerCase() : near
  }

  /** `i morgen 17:00 til 21:00` */
  span(starts: number, ends: number, now: number): string {
    return this.words.shifts.span(this.soon(starts, now), this.clock(starts), this.clock(ends))
  }

  /** The same where it begins a line: `I morgen 17:00 til 21:00`. */
  spanFirst(starts: number, ends: number, now: number): string {
    const text = this.span(starts, ends, now)
    return text.slice(0, 1).toUpperCase() + text.slice(1)
  }

  /** `17:42` today, `i går 17:42`, `torsdag 26. november 17:42`. */
  when(at: number, now: number): string {
    const clock = this.clock(at)
    return this.sameDay(at, now) ? clock : `${this.soon(at, now)} ${clock}`
  }

  sameDay = (a: number, b: number): boolean => this.key(a) === this.key(b)

  /** A text that is the same for moments of the same day in this zone. */
  key = (at: number): string => {
    // Every zone's day begins at a quarter of an hour, and a room asks for each of its messages.
    const quarter = Math.floor(at / QUARTER)
    let key = this.keys.get(quarter)
    if (key === undefined) {
      key = this.zone ? this.by('key', at) : new Date(at).toDateString()
      this.keys.set(quarter, key)
    }
    return key
  }
  private readonly keys = new Map<number, string>()

  private by(kind: Kind, at: number): string {
    let format = this.made.get(kind)
    if (!format) {
      const zone = this.zone ? { timeZone: this.zone } : {}
      format = new Intl.DateTimeFormat(TAGS[this.language], { ...OPTIONS[kind], ...zone })
      this.made.set(kind, format)
    }
    return format.format(at)
  }
}

/** `Eva`, `Eva og Per`, `Eva, Per og Anja`. */
export function list(names: string[], words: Catalogue): string {
  if (names.length < 2) return names[0] ?? ''
  return words.light.and(names.slice(0, -1).join(', '), names[names.length - 1] ?? '')
}
