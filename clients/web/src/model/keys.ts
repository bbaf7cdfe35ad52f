/** What the keepers of a house see to: the numbers on its card, and how its calls were answered. */
import type { CrisisNumber, Day, OpenHours, WavesCard } from '../protocol/types'
import { asUtc, asWall, wallAt } from './wall'

const DAY = 86_400_000
/** After so long a number is to be called or looked up again. */
export const CHECK_DAYS = 90

export const DAYS: Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'holiday']

/** What a house that has set nothing rings by (seconds). */
export const WAVES: WavesCard = { second: 180, third: 480, end: 780 }

export type Checked = 'never' | 'today' | 'fresh' | 'due'

/** How well a number is known to be right, by the wall of the house. */
export function checked({ checked_on }: CrisisNumber, now: number, zone: string): Checked {
  if (!checked_on) return 'never'
  const today = asUtc(`${asWall(wallAt(now, zone)).slice(0, 10)}T00:00`)
  const days = (today - asUtc(`${checked_on}T00:00`)) / DAY
  if (days <= 0) return 'today'
  return days < CHECK_DAYS ? 'fresh' : 'due'
}

/** How many numbers somebody should call or look up. */
export const dueOf = (numbers: readonly CrisisNumber[], now: number, zone: string): number =>
  numbers.filter((one) => ['never', 'due'].includes(checked(one, now, zone))).length

export const byPlace = (numbers: readonly CrisisNumber[]): CrisisNumber[] =>
  [...numbers].sort((a, b) => (a.place ?? 0) - (b.place ?? 0) || (a.id < b.id ? -1 : 1))

/** As the server reads a phone number: digits and spaces, with a plus before them at most. */
export const isNumber = (text: string): boolean => /^\+?[0-9][0-9 ]{1,19}$/.test(text)

/** Midnight as the end of a day is written 24:00; a field for times knows it as 00:00. */
export const closing = (text: string): string => (text === '00:00' ? '24:00' : text)
export const asField = (text: string): string => (text === '24:00' ? '00:00' : text)

export const newHours = (): OpenHours => ({
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  opens: '09:00',
  closes: '16:00',
})

export const inOrder = ({ second, third, end }: WavesCard): boolean =>
  second > 0 && third > second && end > third && end <= 3600

/** The number of a week as written on the wire: `2026-W48`. */
export const weekNumber = (week: string): number => Number(week.slice(week.indexOf('W') + 1))
