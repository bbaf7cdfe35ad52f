/**
 * What the server tells of the coming weeks, kept for when there is no network.
 *
 * It is asked only when something was changed, since most weeks follow from the rules that the
 * phone has already: an eight-hour absence must not cost a whole calendar.
 */
import { parse } from '../model/recur'
import type { Told } from '../model/week'
import type { Entry } from '../protocol/types'
import { ask } from '../platform/ask'
import { world } from '../platform/browser'
import { session } from './session.svelte'

const AHEAD = 35 * 86_400_000
const SETTLE = 800

class Schedule {
  private stop: () => void = () => undefined

  get told(): Told | undefined {
    return session.meta.times as Told | undefined
  }

  heard(entries: Entry[]): void {
    if (!entries.some(asks)) return
    this.stop()
    this.stop = world.after(SETTLE, () => void this.ask())
  }

  private async ask(): Promise<void> {
    const until = session.now + AHEAD
    const before = new Date(until).toISOString()
    try {
      const { occurrences, next } = await ask('/api/v1/activities/occurrences', { before, limit: 100 })
      const reach = next ? Date.parse(next.since) : until
      await session.remember({ times: { until: reach, cards: occurrences } satisfies Told })
    } catch {
      // Without a network the rules on the phone must do; the next change asks again.
    }
  }
}

const CHANGES = new Set(['activity.changed', 'invitation.changed'])

/** A change, or a plan by a rule that only the server reads. */
function asks({ kind, body }: Entry): boolean {
  if (kind !== 'activity.planned') return CHANGES.has(kind)
  const { rule } = body.activity as { rule?: string }
  return rule !== undefined && parse(rule) === null
}

export const schedule = new Schedule()
session.listeners.add((entries) => schedule.heard(entries))
