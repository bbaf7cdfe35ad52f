/** The numbers to call: the house's own when they have been fetched, else the seed. */
import { fromCard, SEED, type NumberToCall } from '../model/crisis'
import { houses } from '../model/states'
import { ask } from '../platform/ask'
import type { Entry } from '../protocol/types'
import { session } from './session.svelte'

const FRESH = 24 * 3_600_000
const REACH = 10 * FRESH

interface Kept {
  at: number
  list: NumberToCall[]
}

class Numbers {
  get list(): NumberToCall[] {
    return (session.meta.numbers as Kept | undefined)?.list ?? SEED
  }

  /** What is kept says until some days ahead when each is open; beyond that nobody knows. */
  get reaches(): boolean {
    const kept = session.meta.numbers as Kept | undefined
    return kept !== undefined && session.now - kept.at < REACH
  }

  heard(entries: Entry[]): void {
    if (entries.some(({ kind }) => kind === 'crisis.changed' || kind === 'crisis.dropped')) {
      void this.fetch()
    }
  }

  /** Once a day at most: the spans that are kept reach further than that. */
  async look(): Promise<void> {
    const kept = session.meta.numbers as Kept | undefined
    if (kept && session.now - kept.at < FRESH) return
    await this.fetch()
  }

  private async fetch(): Promise<void> {
    try {
      const house = session.view && houses(session.view)[0]?.id
      // Anybody may read them. At the door, or behind a lock, nobody is said to be who asks.
      const credentials = session.phase === 'in' ? 'same-origin' : 'omit'
      // Asked because something changed: what the browser has kept of it is not the answer.
      const list = fromCard(await ask('/api/v1/crisis', { house }, { cache: 'no-cache', credentials }))
      const numbers = { at: session.now, list } satisfies Kept
      // Kept for one who is in. A phone that somebody has left, or locked, stays as they left it.
      if (session.phase === 'in') await session.remember({ numbers })
      else session.meta = { ...session.meta, numbers }
    } catch {
      // What is kept, or the seed, must do until there is a network.
    }
  }
}

export const numbers = new Numbers()
session.listeners.add((entries) => numbers.heard(entries))
