/** What the tests of the sync share: time that they move, and a server that they play. */
import type { DownFrame, UpFrame } from '../protocol/types'
import type { OpenWire, WireEvents, World } from './wire'

export class FakeWorld implements World {
  time = Date.parse('2026-11-26T17:00:00Z')
  private timers: { at: number; run: () => void }[] = []

  now = (): number => this.time
  random = (): number => 0.5

  after = (milliseconds: number, run: () => void): (() => void) => {
    const timer = { at: this.time + milliseconds, run }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter((other) => other !== timer)
    }
  }

  /** Lets time pass, running each timer at its own moment. */
  pass(milliseconds: number): void {
    const end = this.time + milliseconds
    for (;;) {
      const [first] = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      if (!first) break
      this.timers = this.timers.filter((other) => other !== first)
      this.time = Math.max(this.time, first.at)
      first.run()
    }
    this.time = end
  }
}

/** The other end of every socket that the link opens. */
export class FakeServer {
  heard: UpFrame[] = []
  opened = 0
  private events: WireEvents | null = null

  open: OpenWire = (events) => {
    this.opened += 1
    this.events = events
    return {
      send: (text) => {
        if (this.events === events) this.heard.push(JSON.parse(text) as UpFrame)
      },
      close: () => {
        if (this.events === events) this.events = null
      },
    }
  }

  accept(): void {
    this.events?.opened()
  }

  say(...frames: DownFrame[]): void {
    for (const frame of frames) this.events?.frame(JSON.stringify(frame))
  }

  cut(): void {
    const { events } = this
    this.events = null
    events?.closed()
  }

  /** What was said of one type, oldest first. */
  all<T extends UpFrame['type']>(type: T): Extract<UpFrame, { type: T }>[] {
    return this.heard.filter((frame) => frame.type === type) as Extract<UpFrame, { type: T }>[]
  }
}

/** Lets every promise that is ready go on. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))
