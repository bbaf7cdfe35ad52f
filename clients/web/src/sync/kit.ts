/** What the tests of the sync share: time that they move, a server that they play, and a phone. */
import type { DownFrame, Entry, Json, UpFrame } from '../protocol/types'
import { Engine } from './engine'
import { MemoryStore } from './memory'
import type { Upload } from './queue'
import type { Store } from './store'
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

export const ROOM = 'room:r1'

export const welcome = (...ids: string[]): DownFrame => ({
  type: 'welcome',
  member: 'ola',
  device: 'd1',
  now: '2026-11-26T17:00:00.000Z',
  epoch: 'e1',
  streams: ids.map((id) => ({ id, kind: 'room', head: 9 })),
})

export const message = (seq: number, text: string): Entry => ({
  seq,
  at: '2026-11-26T17:00:00.000Z',
  kind: 'message.sent',
  by: 'eva',
  body: { text },
})

export const reset = (seq: number, entries: Entry[] = []): DownFrame => ({
  type: 'reset',
  stream: ROOM,
  seq,
  snapshot: { room: { id: 'r1' }, members: [], entries: entries as unknown as Json },
})

export const entries = (...list: Entry[]): DownFrame => ({ type: 'entries', stream: ROOM, entries: list })

/** A phone in the room, and the server at the other end of its line. */
export class Phone {
  readonly world = new FakeWorld()
  readonly store = new MemoryStore()
  server = new FakeServer()
  private page?: Store
  engine = this.make()
  signedOut = 0
  /** What the screens were told of messages that changed, and of streams that are gone. */
  changes: Entry[] = []
  forgotten: string[] = []
  /** What the server would say of a message now; undefined without a network. */
  readable: Entry | null | undefined
  /** What it was asked of. */
  asked: string[] = []
  before: (stream: string, seq: number, limit: number) => Promise<Entry[]> = () => Promise.reject(new Error('offline'))
  upload: Upload = () => Promise.reject(new Error('nothing is uploaded here'))
  private ids = 0

  /** The page is opened, again or for the first time, and has asked nothing of the network yet. */
  async load(): Promise<void> {
    this.engine = this.make()
    await this.engine.load()
  }

  async start(): Promise<void> {
    await this.load()
    this.engine.start()
  }

  /** The server takes the phone's call and says this. */
  async meet(...frames: DownFrame[]): Promise<void> {
    this.server.accept()
    await this.hear(...frames)
  }

  async hear(...frames: DownFrame[]): Promise<void> {
    this.server.say(...frames)
    await settle()
  }

  /** The line breaks, and it is time to try again. */
  lose(): void {
    this.server.cut()
    this.world.pass(60_000)
  }

  get texts(): unknown[] {
    const newest = this.engine.streams.get(ROOM)?.state.entries as unknown as Entry[]
    return newest.map(({ body }) => body.text)
  }

  /** The store as one page has it: nothing is written any more by a page that was closed. */
  private handle(): Store {
    const handle: Store = {
      load: () => this.store.load(),
      commit: (change) => (this.page === handle ? this.store.commit(change) : new Promise(() => undefined)),
      items: (...which) => this.store.items(...which),
      bytes: (id) => this.store.bytes(id),
      bytesIds: () => this.store.bytesIds(),
      wipe: (left) => this.store.wipe(left),
    }
    return (this.page = handle)
  }

  private make(): Engine {
    const { world } = this
    const store = this.handle()
    const read = (stream: string, seq: number): Promise<Entry | null> => {
      this.asked.push(`${stream} ${seq}`)
      return this.readable === undefined ? Promise.reject(new Error('offline')) : Promise.resolve(this.readable)
    }
    return new Engine(
      {
        store,
        world,
        open: (events) => this.server.open(events),
        read,
        before: (...which) => this.before(...which),
        upload: (...file) => this.upload(...file),
        makeId: () => `id${++this.ids}`,
        client: 'test',
      },
      {
        changed: () => undefined,
        arrived: () => undefined,
        amended: (_, changes) => this.changes.push(...changes),
        forgot: (stream) => this.forgotten.push(stream),
        signal: () => undefined,
        signedOut: () => (this.signedOut += 1),
      },
    )
  }
}
