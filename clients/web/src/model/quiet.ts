/** When a member is quiet, as far as the phone needs to say it. */
import type { QuietCard } from '../protocol/types'
import { asUtc, asWall, momentOf, wallAt } from './wall'

const DAY = 86_400_000

/**
 * Whether it is quiet at a moment (ms), and else when it begins next within a day.
 *
 * The server decides whom a call rings; this tells somebody who says that they are home.
 */
export function quietAt(quiet: QuietCard | undefined, at: number): { now: boolean; begins?: number } {
  if (quiet?.until && Date.parse(quiet.until) > at) return { now: true }
  if (!quiet?.hours) return { now: false }
  const { starts, ends, zone } = quiet.hours
  const today = wallAt(at, zone)
  const begins: number[] = []
  for (const day of [today - DAY, today, today + DAY]) {
    const date = asWall(day).slice(0, 10)
    const from = asUtc(`${date}T${starts}`)
    const to = asUtc(`${date}T${ends}`)
    const [first, last] = [momentOf(from, zone), momentOf(to > from ? to : to + DAY, zone)]
    if (first <= at && at < last) return { now: true }
    if (first > at) begins.push(first)
  }
  return { now: false, begins: Math.min(...begins) }
}
