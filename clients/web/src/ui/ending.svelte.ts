/** The end of a conversation: whoever is there sees the newest come, whoever reads above is let be. */
import { tick } from 'svelte'
import type { Attachment } from 'svelte/attachments'

/** Pixels from the end that still count as being there. */
const NEAR = 80

export class Ending {
  atEnd = $state(true)

  /** `unsent` are those that wait already. */
  constructor(
    atEnd = true,
    private unsent = 0,
  ) {
    this.atEnd = atEnd
  }

  /** How much there is below what one sees, in pixels. */
  get below(): number {
    return document.documentElement.scrollHeight - scrollY - innerHeight
  }

  /** One has scrolled. `attached` says whether the end of what is shown is the end of it all. */
  scrolled(attached = true): void {
    this.atEnd = attached && this.below < NEAR
  }

  /** Something came, or waits: what one writes oneself leads to the end. Whether one is there. */
  came(waiting: number): boolean {
    if (waiting > this.unsent) this.atEnd = true
    this.unsent = waiting
    if (this.atEnd) void tick().then(toEnd)
    return this.atEnd
  }

  down(): void {
    this.atEnd = true
    void tick().then(toEnd)
  }

  /** Lines out of sight have a height that is guessed, pictures one that comes later. */
  readonly hold: Attachment = (log) => {
    const grown = new ResizeObserver(() => this.atEnd && toEnd())
    grown.observe(log)
    return () => grown.disconnect()
  }
}

const toEnd = (): void => scrollTo(0, document.documentElement.scrollHeight)
