/** Who has planned to be in a house, as the server last told it; kept for when there is no network. */
import type { Cover, Entry } from '../../protocol/types'
import { ask } from '../../platform/ask'
import { world } from '../../platform/browser'
import { session } from '../session.svelte'

const SETTLE = 300

export interface KeptCover {
  at: number
  cover: Cover
}

class Covers {
  /** Houses that are being asked about, or were asked about in vain. */
  failed = $state<Record<string, boolean>>({})
  private stop: () => void = () => undefined

  of(house: string): KeptCover | undefined {
    return (session.meta.cover as Record<string, KeptCover> | undefined)?.[house]
  }

  async ask(house: string): Promise<void> {
    try {
      const cover = await ask(`/api/v1/houses/${house}/cover`)
      const kept = session.meta.cover as Record<string, KeptCover> | undefined
      await session.remember({ cover: { ...kept, [house]: { at: session.now, cover } } })
      this.failed[house] = false
    } catch {
      this.failed[house] = true
    }
  }

  /** A change of one's own, or one that concerns oneself, is a reason to ask again. */
  heard(entries: Entry[]): void {
    if (!entries.some(({ kind }) => kind.startsWith('shift.') || kind.startsWith('swap.'))) return
    this.stop()
    this.stop = world.after(SETTLE, () => {
      for (const house of Object.keys((session.meta.cover as object | undefined) ?? {})) void this.ask(house)
    })
  }
}

export const covers = new Covers()
session.listeners.add((entries) => covers.heard(entries))
