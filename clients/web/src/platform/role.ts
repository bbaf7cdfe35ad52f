/**
 * Which of the pages of one phone writes to what it keeps: the one that somebody looks at.
 *
 * The role is a lock of the browser (Web Locks API, W3C): one page has it, and a page that ends lets
 * go of it by itself. A page that is looked at asks for it aloud, and whoever has it puts down what
 * is in their hands first; one that does not answer, because the phone has put it to sleep, has it
 * taken away. Where there are no such locks, without https, each page writes as if it were alone.
 */
export interface RoleListener {
  /** The role is here; `late` where another page may have written since this one read. */
  gained(late: boolean): void
  /** It is wanted elsewhere, or was `taken` already: nothing is written any more once this has settled. */
  lost(taken: boolean): Promise<void>
  /** Another page has changed behind what the phone keeps things. */
  changed(): void
  /** Another page has emptied the phone. */
  emptied(): void
}

const NAME = 'utelys-writes'
/** Milliseconds between two askings for it, and until it is taken. */
const ASK_EVERY = 250
const TAKE_AFTER = 3_000

type Word = 'give' | 'changed' | 'emptied'

export class Role {
  held = false
  private readonly channel = new BroadcastChannel(NAME)
  private request = new AbortController()
  private letGo: () => void = () => undefined
  private asking = 0
  private late = false

  constructor(private readonly listener: RoleListener) {
    this.channel.onmessage = ({ data }: MessageEvent<Word>) => {
      if (data !== 'give') this.listener[data]()
      else if (this.held) void this.give()
    }
  }

  /** Settles once the role is here, or is known to be another page's. */
  async begin(): Promise<void> {
    if (!('locks' in navigator)) return this.gain(() => undefined)
    await new Promise<void>((known) => {
      const begun = (release: (() => void) | null): void => {
        if (release) this.gain(release)
        else this.wait()
        known()
      }
      this.hold({ ifAvailable: true }, begun)
    })
  }

  /** Somebody looks at this page. */
  want(): void {
    if (this.held || this.asking) return
    const until = Date.now() + TAKE_AFTER
    const ask = (): void => {
      this.say('give')
      if (Date.now() < until) return
      this.stopAsking()
      this.request.abort()
      this.hold({ steal: true }, (release) => release && this.gain(release))
    }
    this.asking = window.setInterval(ask, ASK_EVERY)
    ask()
  }

  /** Tells the other pages that what they show is not so any more. */
  say(word: Word): void {
    this.channel.postMessage(word)
  }

  private wait(): void {
    this.late = true
    this.request = new AbortController()
    this.hold({ signal: this.request.signal }, (release) => release && this.gain(release))
  }

  private gain(release: () => void): void {
    this.stopAsking()
    this.held = true
    this.letGo = release
    this.listener.gained(this.late)
  }

  private stopAsking(): void {
    clearInterval(this.asking)
    this.asking = 0
  }

  private async give(): Promise<void> {
    this.held = false
    await this.listener.lost(false)
    this.letGo()
    this.wait()
  }

  /** Asks for the lock; `had` hears how to let go of it, or null where it is not to be had now. */
  private hold(options: LockOptions, had: (release: (() => void) | null) => void): void {
    const kept = navigator.locks.request(NAME, options, (lock) =>
      lock ? new Promise<void>((release) => had(release)) : had(null),
    )
    kept.catch(() => {
      // Given up by oneself, or taken from a page that did not answer.
      if (!this.held) return
      this.held = false
      void this.listener.lost(true)
      this.wait()
    })
  }
}
