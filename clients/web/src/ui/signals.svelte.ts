/** What passes and is kept nowhere: who is writing just now, and how far others have read. */
import { world } from '../platform/browser'
import type { SignalDown } from '../protocol/types'

const TYPING_LASTS = 6_000

export class Signals {
  typing = $state.raw<ReadonlyMap<string, { by: string }>>(new Map())
  /** How far others have read rooms, where both chose receipts: by stream, then by member. */
  receipts = $state.raw<ReadonlyMap<string, ReadonlyMap<string, number>>>(new Map())

  heard({ stream, kind, by, seq }: SignalDown): void {
    if (kind === 'read' && seq !== undefined) this.readBy(stream, [{ member: by, seq }])
    if (kind !== 'typing') return
    const newest = { by }
    this.typing = new Map(this.typing).set(stream, newest)
    world.after(TYPING_LASTS, () => {
      // Whoever still writes has said so again.
      if (this.typing.get(stream) === newest) this.stopTyping(stream, by)
    })
  }

  /** Others have read this far. What is behind what is known already changes nothing. */
  readBy(stream: string, receipts: { member: string; seq: number }[]): void {
    const here = new Map(this.receipts.get(stream))
    for (const { member, seq } of receipts) here.set(member, Math.max(seq, here.get(member) ?? 0))
    this.receipts = new Map(this.receipts).set(stream, here)
  }

  stopTyping(stream: string, by: string): void {
    if (this.typing.get(stream)?.by !== by) return
    const rest = new Map(this.typing)
    rest.delete(stream)
    this.typing = rest
  }

  clear(): void {
    this.typing = new Map()
    this.receipts = new Map()
  }
}
