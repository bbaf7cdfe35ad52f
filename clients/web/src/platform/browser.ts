/** The few things that are asked of the browser in more than one place. */
import type { World } from '../sync/wire'

export const world: World = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** 128 random bits. `crypto.randomUUID` is missing on a house's own network without https. */
export function makeId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A name for this device that its owner will know again, without telling more than it must. */
export function deviceName(fallback: string): string {
  const agent = navigator.userAgent
  const kinds: [RegExp, string][] = [
    [/iPhone/, 'iPhone'],
    [/iPad/, 'iPad'],
    [/Android/, 'Android'],
    [/Windows/, 'Windows'],
    [/Macintosh/, 'Mac'],
    [/Linux/, 'Linux'],
  ]
  return kinds.find(([pattern]) => pattern.test(agent))?.[1] ?? fallback
}
