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

/** Where the numbers are kept that somebody sees who is of no house, or at the door. */
const NOBODYS = ''

class Numbers {
  of(house?: string): NumberToCall[] {
    return this.kept(house)?.list ?? SEED
  }

  /** What is kept says until some days ahead when each is open; beyond that nobody knows. */
  reaches(house?: string): boolean {
    const kept = this.kept(house)
    return kept !== undefined && session.now - kept.at < REACH
  }

  heard(entries: Entry[]): void {
    if (entries.some(({ kind }) => kind === 'crisis.changed' || kind === 'crisis.dropped')) {
      void Promise.all(this.mine().map((house) => this.fetch(house)))
    }
  }

  /** Once a day at most: the spans that are kept reach further than that. */
  async look(house?: string): Promise<void> {
    const kept = this.kept(house)
    if (kept && session.now - kept.at < FRESH) return
    await this.fetch(this.which(house))
  }

  private get all(): Record<string, Kept> {
    return (session.meta.numbers as Record<string, Kept> | undefined) ?? {}
  }

  private mine(): string[] {
    return session.view ? houses(session.view).map(({ id }) => id) : []
  }

  /** The house that is meant: the one that is named, else one's own, else none. */
  private which(house?: string): string {
    return house ?? this.mine()[0] ?? NOBODYS
  }

  private kept(house?: string): Kept | undefined {
    return this.all[this.which(house)] ?? this.all[NOBODYS]
  }

  private async fetch(house: string): Promise<void> {
    try {
      // Anybody may read them. At the door, or behind a lock, nobody is said to be who asks.
      const credentials = session.phase === 'in' ? 'same-origin' : 'omit'
      // Asked because something changed: what the browser has kept of it is not the answer.
      const card = await ask('/api/v1/crisis', { house: house || undefined }, { cache: 'no-cache', credentials })
      const numbers = { ...this.all, [house]: { at: session.now, list: fromCard(card) } satisfies Kept }
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
