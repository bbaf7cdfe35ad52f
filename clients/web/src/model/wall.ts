/** Wall times: what people mean by the clock on the wall of a house. */

const formats = new Map<string, Intl.DateTimeFormat>()

function parts(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(zone, format)
  }
  return format
}

/** `2026-11-26T18:00` read as if it were UTC: arithmetic on days without any zone. */
export const asUtc = (wall: string): number => Date.parse(`${wall.slice(0, 16)}:00Z`)

/** The other way. */
export const asWall = (utc: number): string => new Date(utc).toISOString().slice(0, 16)

/** What the clock on the wall shows in `zone` at a moment, as milliseconds as if in UTC. */
export function wallAt(moment: number, zone: string): number {
  const found: Record<string, string> = {}
  for (const { type, value } of parts(zone).formatToParts(moment)) found[type] = value
  const { year, month, day, hour, minute, second } = found
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

/**
 * The moment of a wall time (given as if in UTC). One that summer time skips is read with the
 * offset before the change, so it moves forward; of one that comes twice the first is meant
 * (RFC 5545, section 3.3.5).
 */
export function momentOf(wall: number, zone: string): number {
  const before = wall - offset(wall - 86_400_000, zone)
  const after = wall - offset(wall + 86_400_000, zone)
  for (const guess of [before, after]) if (wallAt(guess, zone) === wall) return guess
  return before
}

const offset = (moment: number, zone: string): number => wallAt(moment, zone) - moment
