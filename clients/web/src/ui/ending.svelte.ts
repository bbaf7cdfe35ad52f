/** The end of a conversation: whoever is there sees the newest come, whoever reads above is let be. */
import { tick, untrack } from 'svelte'
import type { Attachment } from 'svelte/attachments'

/** Pixels from the end that still count as being there. */
const NEAR = 80

export class Ending {
  atEnd = $state(true)
  /** Where the page stood when it was last looked at. */
  private y = 0

  /** `unsent` are those that wait already. */
  constructor(
    atEnd = true,
    private unsent = 0,
  ) {
    this.atEnd = atEnd
  }

  /** Before what is said to change does so on the screen, sees whether one is still there. */
  follow(changing: () => unknown): void {
    $effect.pre(() => {
      changing()
      untrack(() => this.look())
    })
  }

  /** How much there is below what one sees, in pixels. */
  get below(): number {
    return document.documentElement.scrollHeight - scrollY - innerHeight
  }

  /** One has scrolled. `attached` says whether the end of what is shown is the end of it all. */
  scrolled(attached = true): void {
    this.y = scrollY
    this.atEnd = attached && this.below < NEAR
  }

  /** Something came, or waits: what one writes oneself leads to the end. Whether one is there. */
  came(waiting: number): boolean {
    if (waiting > this.unsent) this.atEnd = true
    this.unsent = waiting
    if (this.atEnd) void tick().then(this.toEnd)
    return this.atEnd
  }

  down(): void {
    this.atEnd = true
    void tick().then(this.toEnd)
  }

  /** Lines out of sight have a height that is guessed, pictures one that comes later. */
  readonly grows: Attachment = (log) => {
    const grown = new ResizeObserver(() => this.atEnd && this.toEnd())
    grown.observe(log)
    return () => grown.disconnect()
  }

  /** A finger moves the page before the page is told of it. */
  private look(): void {
    // To ask where a page stands makes the browser lay it out: not before it ever stood elsewhere.
    if (this.atEnd && this.y > NEAR && scrollY < this.y - NEAR && this.below >= NEAR) this.atEnd = false
  }

  private readonly toEnd = (): void => {
    scrollTo(0, document.documentElement.scrollHeight)
    this.y = scrollY
  }
}
