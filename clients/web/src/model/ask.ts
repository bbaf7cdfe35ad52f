/** A call for someone, as the one who asked and those whom it rings may see it. */
import type { AskCard } from '../protocol/types'
import type { Queued } from './queued'
import { own, rooms, type View } from './states'

const STANDING = new Set(['ringing', 'taken', 'talking'])

export const stands = (ask: AskCard): boolean => STANDING.has(ask.state)

/** One's newest call in a house, standing or not. */
export function mine(view: View, house: string): AskCard | null {
  let newest: AskCard | null = null
  for (const { state } of rooms(view)) {
    const { ask } = state
    if (ask?.asker !== view.me || ask.house !== house) continue
    if (!newest || ask.raised_at > newest.raised_at) newest = ask
  }
  return newest
}

/** The call that has not left this phone yet. */
export const unsent = (view: View, house: string): Queued | null =>
  view.queue.find((one) => one.name === 'ask.raise' && one.args.house === house) ?? null

/** Those that ring for this member now, the oldest first. */
export const ringing = (view: View): AskCard[] =>
  [...(own(view).ringing ?? [])].sort((a, b) => (a.raised_at < b.raised_at ? -1 : 1))

/** Whole minutes until a moment, never less than none. */
export const minutesTo = (at: string | undefined, now: number): number =>
  at === undefined ? 0 : Math.max(0, Math.ceil((Date.parse(at) - now) / 60_000))
