/** Whether notices reach this phone, as the server knows it, and what to do where they do not. */
import { own, type View } from '../model/states'
import { reach, renewed, subscribe, unsubscribe, type Reach } from '../platform/push'
import { session } from './session.svelte'
import { speech } from './speech.svelte'

/** What was missed meanwhile has come by then (ms after the connection): until then less is known. */
const SETTLED_AFTER = 3_000

/** Whether the server reaches this very phone. */
export const isKnown = (view: View): boolean =>
  own(view).pushes?.some(({ device }) => device === session.engine.identity?.device) ?? false

class Reached {
  /** What the browser says of itself; null until it was asked. */
  phone = $state.raw<Reach | null>(null)
  busy = $state(false)
  /** Whether this start of the app has told the server where this phone is. */
  private told = false

  /**
   * Looks, a while after each connection, whether what the browser and the server know fits
   * together. An address that changed, or was given up, leaves no sign but this.
   */
  watch(known: boolean): () => void {
    if (!known) this.told = false
    const timer = setTimeout(() => void this.mend(known), SETTLED_AFTER)
    return () => clearTimeout(timer)
  }

  private async mend(known: boolean): Promise<void> {
    if (this.told || this.busy) return
    await this.look()
    const { notices } = session.meta
    // Switched off here, which the server may not have heard.
    if (notices === 'off') return void (known && (await session.engine.run('push.unsubscribe', {})))
    // Never switched on here.
    if (notices !== 'on' && !known && this.phone !== 'on') return
    if (notices !== 'on') await session.remember({ notices: 'on' })
    try {
      const subscription = await renewed(known)
      const outcome = subscription && (await session.engine.run('push.subscribe', subscription))
      this.told = outcome === null || 'ok' in outcome
    } catch {
      // Without a network, or a push service: the next connection tries again.
    }
    await this.look()
  }

  async look(): Promise<void> {
    this.phone = await reach().catch(() => null)
  }

  /** Needs a tap: the browser asks its owner. Whether the server reaches this phone from now on. */
  async allow(known: boolean): Promise<boolean> {
    let allowed = false
    this.busy = true
    try {
      const subscription = await subscribe(known)
      if (subscription) {
        await session.remember({ notices: 'on' })
        allowed = 'ok' in (await session.run('push.subscribe', subscription))
      }
    } catch {
      session.problem = speech.words.problem.generic
    }
    this.busy = false
    await this.look()
    return allowed
  }

  async off(): Promise<void> {
    await session.remember({ notices: 'off' })
    await session.run('push.unsubscribe', {})
    await unsubscribe()
    await this.look()
  }
}

export const reached = new Reached()
