/** How far one has read: known here at once, told to the server in one go, counted on the icon. */
import { calling, markOf } from '../model/rooms'
import type { View } from '../model/states'
import { world } from '../platform/browser'

const MARK_AFTER = 600

export class Marks {
  /** Places that this phone has read up to and the server may not have heard of yet. */
  read = $state.raw<ReadonlyMap<string, number>>(new Map())
  private told = new Map<string, number>()
  private badged = -1
  private stop: () => void = () => undefined

  constructor(
    private readonly view: () => View | null,
    private readonly say: (stream: string, seq: number) => void,
  ) {}

  /** Read up to here: shown at once, told when one has stopped scrolling. */
  mark(stream: string, seq: number): void {
    if ((this.read.get(stream) ?? 0) >= seq) return
    this.read = new Map(this.read).set(stream, seq)
    this.stop()
    this.stop = world.after(MARK_AFTER, () => this.tell())
  }

  /** Something that is shown may have changed. `now` is in the server's milliseconds. */
  refresh(now: number): void {
    this.badge(now)
    if (this.view()?.live) this.tell()
    else this.told.clear()
  }

  clear(): void {
    this.read = new Map()
    this.told.clear()
  }

  /** Marks are not queued: the newest one says all that older ones did. */
  private tell(): void {
    const view = this.view()
    if (!view?.live) return
    for (const [stream, seq] of this.read) {
      if (markOf(view, stream) >= seq || this.told.get(stream) === seq) continue
      this.told.set(stream, seq)
      this.say(stream, seq)
    }
  }

  /** The number on the icon. */
  private badge(now: number): void {
    const view = this.view()
    if (!view || !('setAppBadge' in navigator)) return
    const count = calling(view, this.read, now)
    if (count === this.badged) return
    this.badged = count
    void navigator.setAppBadge(count).catch(() => undefined)
  }
}
