/**
 * Numbers to call, and which of them are open now.
 *
 * The list is the house's own data, fetched from the server and kept on the phone. Until it has
 * been fetched once, or on a phone that never got through, the four below stand: they are the
 * seed of every installation, and a person who is offline at night must not meet an empty page.
 */
export interface Hours {
  /** 1 is Monday, 7 Sunday (ISO 8601). */
  days: number[]
  from: string
  to: string
}

export interface Number {
  id: string
  name: string
  number: string | null
  always: boolean
  hours: Hours[]
  checked: string | null
}

const always = (id: string, name: string, number: string): Number => ({
  id,
  name,
  number,
  always: true,
  hours: [],
  checked: null,
})

export const SEED: Number[] = [
  always('mental', '', '116 123'),
  always('church', '', '22 40 00 40'),
  always('doctor', '', '116 117'),
  always('emergency', '', '113'),
]

/** `tel:` links take digits and a plus only. */
export const dial = (number: string): string => `tel:${number.replace(/[^+\d]/g, '')}`

const MINUTE = 60_000
const DAY = 86_400_000

const minutes = (clock: string): number => {
  const [hour = 0, minute = 0] = clock.split(':').map(globalThis.Number)
  return hour * 60 + minute
}

const weekday = (wall: number): number => ((new Date(wall).getUTCDay() + 6) % 7) + 1

/** `wall` is the house's wall time as milliseconds as if in UTC (see wall.ts). */
export function openAt(number: Number, wall: number): boolean {
  if (number.always) return true
  const minute = Math.floor((wall % DAY) / MINUTE)
  return number.hours.some(
    ({ days, from, to }) =>
      days.includes(weekday(wall)) && minute >= minutes(from) && minute < minutes(to),
  )
}

/** The wall time at which it opens next within a week, or null. */
export function opensNext(number: Number, wall: number): number | null {
  const midnight = wall - (wall % DAY)
  let soonest: number | null = null
  for (let day = 0; day < 8; day++) {
    for (const { days, from } of number.hours) {
      const at = midnight + day * DAY + minutes(from) * MINUTE
      if (!days.includes(weekday(at)) || at <= wall) continue
      if (soonest === null || at < soonest) soonest = at
    }
  }
  return soonest
}
