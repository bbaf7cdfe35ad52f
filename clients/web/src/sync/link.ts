import type { Bye, DownFrame, UpFrame } from '../protocol/types'
import { backoff } from './backoff'
import { next, type LinkEvent, type LinkState } from './states'
import { decode, encode, type OpenWire, type Wire, type World } from './wire'

/** Silence after which the phone asks whether the server is there (ms). */
export const ASK_AFTER = 40_000
/** Silence after that question that means that it is not (ms). */
export const DEAD_AFTER = 15_000
/** The same while somebody looks at the phone and waits (ms). */
export const DEAD_SOON = 5_000

export interface LinkListener {
  /** What to say first; asked anew for each socket, since the cursors move. */
  hello(): UpFrame
  frame(frame: DownFrame): void
  state(state: LinkState): void
}

const FINAL = new Set<string>(['signed_out', 'unauthenticated'])

/** One socket at a time, opened again after every loss. Owns the timers and nothing else. */
export class Link {
  state: LinkState = 'resting'
  /** When the server was last heard, in this phone's milliseconds; 0 is never. */
  heard = 0
  private wire: Wire | null = null
  private attempt = 0
  private pingNumber = 0
  private asked = false
  private looking = false
  private stopTimer: () => void = () => undefined
  private atLeast = 0

  constructor(
    private readonly open: OpenWire,
    private readonly world: World,
    private readonly listener: LinkListener,
  ) {}

  start(): void {
    this.step('start')
  }

  /** The system says that there is a network. */
  online(): void {
    if (this.state === 'ended') return
    if (this.state === 'live') this.check()
    else this.step('online')
  }

  /** Whether the member looks at the phone. A socket that slept with it is asked at once. */
  look(looking: boolean): void {
    this.looking = looking
    if (!looking) return
    this.asked = false
    this.online()
  }

  /** Gives up this socket and asks again from the cursors. */
  again(): void {
    if (this.state === 'live') this.step('lost')
  }

  offline(): void {
    this.step('offline')
  }

  /** Puts the link to rest for good: the member left this phone. */
  end(): void {
    this.step('signed_out')
  }

  /** Says a frame if somebody listens; what must not be lost is in the queue, not here. */
  say(frame: UpFrame): boolean {
    if (this.state !== 'live' || !this.wire) return false
    this.wire.send(encode(frame))
    return true
  }

  private step(event: LinkEvent): void {
    const before = this.state
    this.state = next(before, event)
    if (this.state === before && event !== 'lost') return
    this.stopTimer()
    this.enter()
    this.listener.state(this.state)
  }

  private enter(): void {
    if (this.state === 'opening') this.connect()
    else if (this.state === 'greeting') this.greet()
    else if (this.state === 'live') this.settle()
    else this.drop()
    if (this.state === 'waiting') this.wait()
  }

  private connect(): void {
    this.drop()
    // A late event of a socket that was given up must not disturb the one that replaced it.
    const mine = (act: () => void) => () => {
      if (this.wire === wire) act()
    }
    const wire = this.open({
      opened: () => mine(() => this.step('opened'))(),
      frame: (text) => mine(() => this.receive(text))(),
      closed: () => mine(() => this.step('lost'))(),
    })
    this.wire = wire
    this.stopTimer = this.world.after(DEAD_AFTER, () => this.step('lost'))
  }

  private greet(): void {
    this.wire?.send(encode(this.listener.hello()))
    this.stopTimer = this.world.after(DEAD_AFTER, () => this.step('lost'))
  }

  private settle(): void {
    this.attempt = 0
    this.atLeast = 0
    this.watch()
  }

  private wait(): void {
    const pause = backoff(this.attempt++, this.world.random(), this.atLeast)
    this.atLeast = 0
    this.stopTimer = this.world.after(pause, () => this.step('time'))
  }

  private drop(): void {
    const wire = this.wire
    this.wire = null
    wire?.close()
  }

  private receive(text: string): void {
    const frame = decode(text)
    if (!frame) return
    this.heard = this.world.now()
    this.asked = false
    if (frame.type === 'bye') return this.bye(frame)
    if (frame.type === 'welcome') {
      this.listener.frame(frame)
      return this.step('welcomed')
    }
    if (this.state === 'live') this.watch()
    this.listener.frame(frame)
  }

  private bye(frame: Bye): void {
    this.listener.frame(frame)
    this.atLeast = (frame.retry_after ?? 0) * 1000
    this.step(FINAL.has(frame.code) ? 'signed_out' : 'lost')
  }

  private watch(): void {
    this.stopTimer()
    this.stopTimer = this.world.after(ASK_AFTER, () => this.check())
  }

  private check(): void {
    if (this.state !== 'live') return
    if (this.asked) return
    this.asked = true
    this.say({ type: 'ping', n: ++this.pingNumber })
    this.stopTimer()
    this.stopTimer = this.world.after(this.looking ? DEAD_SOON : DEAD_AFTER, () => this.step('lost'))
  }
}
