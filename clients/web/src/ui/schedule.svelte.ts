/**
 * The times that only the server can tell, kept for when there is no network.
 *
 * Most follow from the cards that the phone has already, single times that were moved too: an
 * eight-hour absence must not cost a whole calendar. Only rules that the phone does not read are
 * asked for: when there is another of them, on a new phone for instance, and once a day.
 */
import type { View } from '../model/states'
import { toAsk, type Told } from '../model/week'
import type { OccurrencePage } from '../protocol/types'
import { ask } from '../platform/ask'
import { session } from './session.svelte'

const DAY = 86_400_000
const AHEAD = 36 * DAY
/** No time lasts longer, so that none that goes on is missing. */
const BEHIND = 14 * DAY
/** What was not answered is asked again no sooner. */
const AGAIN = 60_000

class Schedule {
  private busy = false
  private tried = 0

  get told(): Told | undefined {
    return session.meta.slots as Told | undefined
  }

  /** To be called whenever something is different, and now and then while the app is open. */
  async look(view: View, now: number): Promise<void> {
    const of = toAsk(view)
    const fresh = this.told?.of === of && now - this.told.asked < DAY
    if (!of || fresh || this.busy || now - this.tried < AGAIN) return
    this.busy = true
    try {
      const ids = await this.ask(view, now)
      await session.remember({ slots: { asked: now, of, ids } satisfies Told })
      this.tried = 0
    } catch {
      // Without a network what was told before must do.
      this.tried = now
    }
    this.busy = false
  }

  private async ask(view: View, now: number): Promise<string[]> {
    const activities = new Set(toAsk(view).split('\n').map((line) => line.split(' ')[0]))
    const before = new Date(now + AHEAD).toISOString()
    const ids: string[] = []
    let from: { since: string; past?: string } | undefined = { since: new Date(now - BEHIND).toISOString() }
    while (from) {
      const page: OccurrencePage = await ask('/api/v1/activities/occurrences', { ...from, before, limit: 100 })
      ids.push(...page.occurrences.filter((one) => activities.has(one.activity)).map(({ id }) => id))
      from = page.next
    }
    return ids
  }
}

export const schedule = new Schedule()
