import type { Snapshot, Stream } from '../model/fold'
import type {
  CommandName,
  Commands,
  DownFrame,
  Entry,
  Json,
  SignalDown,
  UpFrame,
  Welcome,
} from '../protocol/types'
import { Held } from './held'
import { Link } from './link'
import { Owing } from './owing'
import { lay, Pages } from './pages'
import { SendQueue, type Outcome, type Upload } from './queue'
import { Reaching } from './reaching'
import { Rereading } from './rereading'
import { ServerTime } from './servertime'
import type { LinkState } from './states'
import { Step, type Amendment } from './step'
import type { Store } from './store'
import type { OpenWire, World } from './wire'

/** Who this phone belongs to and which life of the database its cursors are from. */
export interface Identity {
  member: string
  device: string
  epoch: string
}

export interface EngineListener {
  /** Something that is shown may have changed. */
  changed(): void
  /** New entries are stored. */
  arrived(stream: string, entries: Entry[]): void
  /** Messages changed; `changes` is what that changes wherever one of them is held. */
  amended(stream: string, changes: readonly Entry[]): void
  /** The stream was left, or began anew: what is held of it is of no use. */
  forgot(stream: string): void
  signal(frame: SignalDown): void
  /** The server says that this device has ended; everything is wiped by now. */
  signedOut(): void
}

export interface EngineParts {
  store: Store
  world: World
  open: OpenWire
  /** Reads one entry as it is now; null where it may not be read. Rejects without a network. */
  read: (stream: string, seq: number) => Promise<Entry | null>
  /** Reads the entries just before one. Rejects without a network. */
  before: (stream: string, seq: number, limit: number) => Promise<Entry[]>
  makeId: () => string
  upload: Upload
  client: string
}

/**
 * What the phone knows, kept in step with the server. Frames are folded and stored, and only then
 * shown: what a screen has shown, a restart shows again.
 */
export class Engine {
  identity: Identity | null = null
  readonly streams = new Map<string, Stream>()
  readonly queue: SendQueue
  /** What the phone keeps; whatever writes to it does so by this. */
  readonly store: Owing
  /** The past, as it is read. */
  readonly pages: Pages
  /** The phone did not take what it was given to keep. */
  full = false
  private readonly link: Link
  private readonly time: ServerTime
  private readonly held: Held
  private readonly rereading: Rereading
  private readonly reaching: Reaching
  private inbox: DownFrame[] = []
  private draining: Promise<void> | null = null
  private confirmed = new Map<string, number>()
  private looking = true

  constructor(
    private readonly parts: EngineParts,
    private readonly listener: EngineListener,
  ) {
    const { world, open, read, before, makeId, upload } = parts
    const store = new Owing(parts.store, (full) => this.isFull(full))
    this.store = store
    this.link = new Link(open, world, {
      hello: () => this.hello(),
      frame: (frame) => this.receive(frame),
      state: () => this.listener.changed(),
    })
    this.queue = new SendQueue(store, world, makeId, {
      say: (frame) => this.link.say(frame),
      changed: () => this.listener.changed(),
      live: () => this.live,
      upload,
    })
    this.time = new ServerTime(world)
    this.held = new Held(this.queue, this.streams)
    this.rereading = new Rereading({
      store,
      world,
      read,
      streams: this.streams,
      live: () => this.live,
      ready: () => this.go(),
    })
    this.pages = new Pages({ streams: this.streams, before, ready: () => this.go() })
    this.reaching = new Reaching({
      streams: this.streams,
      mark: (stream) => this.mark(stream),
      live: () => this.live,
      read: (...which) => this.pages.before(...which),
    })
  }

  get state(): LinkState {
    return this.link.state
  }

  private get live(): boolean {
    return this.link.state === 'live'
  }

  /** Milliseconds to add to this phone's clock to get the server's. */
  get skew(): number {
    return this.time.skew
  }

  /** When the server was last heard (server's milliseconds); survives a restart of the page. */
  get heard(): number {
    return this.link.heard ? this.link.heard + this.skew : this.remembered
  }
  private remembered = 0

  /** Reads what the phone has, again after a rest. Nothing is asked of the network. */
  async load(): Promise<Record<string, unknown>> {
    const kept = await this.store.load()
    this.pages.lose()
    this.streams.clear()
    this.confirmed.clear()
    this.identity = (kept.meta.identity as Identity | undefined) ?? null
    this.remembered = (kept.meta.heard as number | undefined) ?? 0
    this.time.skew = (kept.meta.skew as number | undefined) ?? 0
    this.rereading.load(kept.meta.outdated as string[] | undefined)
    for (const { id, seq, data } of kept.streams) {
      this.streams.set(id, { seq, state: data as Snapshot })
    }
    this.queue.load(kept.queue)
    this.listener.changed()
    return kept.meta
  }

  start(): void {
    this.link.start()
  }

  online(): void {
    this.link.online()
  }

  offline(): void {
    this.link.offline()
  }

  /** Whether somebody looks at the screen: only then is what came confirmed as seen. */
  look(looking: boolean): void {
    this.looking = looking
    this.link.look(looking)
    if (looking) this.confirm()
  }

  async run<N extends CommandName>(name: N, args: Commands[N]['args']): Promise<Outcome> {
    return this.queue.add(name, args as unknown as Record<string, Json>)
  }

  /** How far this member has read a stream. */
  private mark(stream: string): number {
    const reads = this.streams.get(`member:${this.identity?.member}`)?.state.reads
    return Number((reads as Record<string, Json> | undefined)?.[stream] ?? 0)
  }

  typing(stream: string): void {
    this.link.say({ type: 'signal', stream, kind: 'typing' })
  }

  /** Stops, with everything that has come stored: from now on another writes, until the next load. */
  async rest(): Promise<void> {
    this.link.offline()
    await this.draining
    await this.store.rest()
  }

  /** Leaves nothing on the phone but what `left` says. */
  async wipe(left?: Record<string, unknown>): Promise<void> {
    await this.end()
    await this.store.wipe(left)
    this.listener.changed()
  }

  /** Stops for good, and knows nothing any more; what is on the phone stays. */
  async end(): Promise<void> {
    this.link.end()
    this.inbox = []
    this.pages.lose()
    this.rereading.clear()
    this.held.clear()
    await this.draining
    this.identity = null
    this.rereading.clear()
    this.streams.clear()
    this.confirmed.clear()
    this.queue.clear()
  }

  private hello(): UpFrame {
    const cursors = Object.fromEntries([...this.streams].map(([id, { seq }]) => [id, seq]))
    const epoch = this.identity?.epoch
    return { type: 'hello', cursors, client: this.parts.client, ...(epoch && { epoch }) }
  }

  private receive(frame: DownFrame): void {
    if (frame.type === 'signal') return this.listener.signal(frame)
    if (frame.type === 'pong') {
      this.time.setSkew(frame.now)
      return this.listener.changed()
    }
    this.inbox.push(frame)
    this.go()
  }

  private go(): void {
    if (this.waits) this.draining ??= this.drain()
  }

  /** Takes all that has come while the last step was being stored as one step. */
  private async drain(): Promise<void> {
    try {
      while (this.waits) await this.step()
    } finally {
      // At once: what comes from now on starts another one.
      this.draining = null
    }
    void this.rereading.readAgain()
    void this.reaching.go()
  }

  private get waits(): boolean {
    return this.inbox.length > 0 || this.pages.waits || this.rereading.waits
  }

  private async step(): Promise<void> {
    const [frames, pages, read] = [this.inbox, this.pages.take(), this.rereading.take()]
    this.inbox = []
    const step = new Step(this.streams, this.identity?.member)
    // What was read of the past goes first: what comes in the same step may change it.
    for (const page of pages) lay(page, step)
    for (const frame of frames) this.take(frame, step)
    for (const { stream, entry } of read) step.reread(stream, entry)
    this.rereading.note(step.changes)
    await this.keep(step)
    this.show(step)
    for (const { laid } of pages) laid()
    this.confirm()
    // First the answers: what was sent must not be shown as sent and as waiting at once.
    await this.held.answers(frames)
    this.listener.changed()
    await this.after(frames)
    if (step.gap) this.link.again()
  }

  private show(step: Step): void {
    this.pages.note(step)
    for (const id of step.forgotten) this.streams.delete(id)
    for (const [id, stream] of step.changed) this.streams.set(id, stream)
    for (const id of step.forgotten) this.listener.forgot(id)
    for (const [id, changes] of byStream(step.changes)) this.listener.amended(id, changes)
    for (const [id, entries] of step.arrived) this.listener.arrived(id, entries)
  }

  /**
   * A phone that is full still shows what comes: what it did not take goes along with the next
   * step, and until then the cursors stay where they were on disk, so that a start from there asks
   * for it all again.
   */
  private async keep(step: Step): Promise<void> {
    await this.store.commit(step.change(this.meta()), step.changes).catch(() => undefined)
  }

  private isFull(full: boolean): void {
    if (full !== this.full) queueMicrotask(() => this.listener.changed())
    this.full = full
    this.stopKeeping()
    if (full) this.stopKeeping = this.parts.world.after(KEEP_AGAIN, () => void this.store.settle())
  }
  private stopKeeping: () => void = () => undefined

  private take(frame: DownFrame, step: Step): void {
    if (frame.type === 'welcome') this.welcome(frame, step)
    else if (frame.type === 'reset') step.reset(frame.stream, frame.seq, frame.snapshot)
    else if (frame.type === 'entries') {
      step.entries(frame.stream, frame.entries)
      this.time.atLeast(frame.entries.at(-1)?.at)
    }
  }

  private async after(frames: DownFrame[]): Promise<void> {
    for (const frame of frames) {
      if (frame.type === 'welcome') await this.queue.resend()
      else if (frame.type === 'bye' && FINAL.has(frame.code)) return this.ended()
    }
  }

  private welcome(frame: Welcome, step: Step): void {
    const { member, device, epoch } = frame
    this.identity = { member, device, epoch }
    this.confirmed.clear()
    this.reaching.again()
    this.time.setSkew(frame.now)
    const readable = new Set(frame.streams.map(({ id }) => id))
    for (const id of this.streams.keys()) if (!readable.has(id)) step.forget(id)
  }

  private ended(): void {
    // Not awaited: wipe waits for the drain that this is part of.
    queueMicrotask(() => void this.wipe().then(() => this.listener.signedOut()))
  }

  private meta(): Record<string, unknown> {
    const { identity, heard, skew } = this
    return { identity, heard, skew, outdated: this.rereading.left }
  }

  private confirm(): void {
    if (!this.looking || !this.live) return
    for (const [stream, { seq }] of this.streams) {
      if (seq <= (this.confirmed.get(stream) ?? 0)) continue
      if (this.link.say({ type: 'seen', stream, seq })) this.confirmed.set(stream, seq)
    }
  }
}

/** Milliseconds until a phone that did not take something is asked to again. */
const KEEP_AGAIN = 10_000

const FINAL = new Set<string>(['signed_out', 'unauthenticated'])

function byStream(changes: readonly Amendment[]): Map<string, Entry[]> {
  const found = new Map<string, Entry[]>()
  for (const { stream, entry } of changes) found.set(stream, [...(found.get(stream) ?? []), entry])
  return found
}
