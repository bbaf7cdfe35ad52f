/**
 * What may be shown of a house's light.
 *
 * The server says until when its word holds; past that moment, or when it has not been heard for
 * 90 s, this phone does not know, and says so; nor does it when its clock was put back meanwhile. It never says *home* on its own.
 */
import type { Expected, LightChanged, LightState, Presence } from '../protocol/types'

/** Silence after which a light may no longer be believed (ms). */
export const SILENT_AFTER = 90_000

/** A clock this far (ms) behind the last word of the server was put back: it cannot tell silence. */
const PUT_BACK = 5_000

export interface Shown {
  state: LightState
  who: Presence[]
  next: Expected | null
  /** Why it is not known: no word from the server since `since`, or its word has run out. */
  reason?: 'contact' | 'expired' | 'never'
  since?: number
}

/** `now` and `heard` are in the server's milliseconds. */
export function shown(light: LightChanged | undefined, now: number, heard: number): Shown {
  if (!light) return { state: 'unknown', who: [], next: null, reason: 'never' }
  if (now - heard > SILENT_AFTER || now < heard - PUT_BACK) {
    return { state: 'unknown', who: [], next: null, reason: 'contact', since: heard }
  }
  if (now >= Date.parse(light.valid_until)) {
    return { state: 'unknown', who: [], next: null, reason: 'expired' }
  }
  const who = light.who.filter(({ until }) => Date.parse(until) > now)
  return { state: light.state, who, next: light.next ?? null }
}

/** Milliseconds until what is shown can change by itself; at most a minute. */
export function holdsFor(light: LightChanged | undefined, now: number, heard: number): number {
  const ends = [heard + SILENT_AFTER, light ? Date.parse(light.valid_until) : Infinity]
  for (const { until } of light?.who ?? []) ends.push(Date.parse(until))
  const ahead = ends.filter((end) => end > now).map((end) => end - now)
  return Math.min(60_000, ...ahead)
}
