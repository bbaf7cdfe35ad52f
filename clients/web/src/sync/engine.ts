import { amended, kept, reread, span, wordless } from '../model/amend'
import { fold, type Snapshot } from '../model/fold'
import type {
  CommandName,
  Commands,
  DownFrame,
  Entry,
  Json,
  Result,
  SignalDown,
  UpFrame,
  Welcome,
} from '../protocol/types'
import { Link } from './link'
import { SendQueue, type Outcome, type Upload } from './queue'
import type { LinkState } from './states'
import type { Change, Item, Store, StreamRecord } from './store'
import type { OpenWire, World } from './wire'

export interface Stream {
  seq: number
  state: Snapshot
}

/** Who this phone belongs to and which life of the database its cursors are from. */
export interface Identity {
  member: string
  device: string
  epoch: string
}

export interface EngineListener {
  /** Something that is shown may have changed. */
  changed(): void
  /** New entries are stored. `live` is false for what was missed while away. */
  arrived(stream: string, entries: Entry[]): void
  /** A message was read again; `change` is what it changes wherever that message is held. */
  reread(stream: string, change: Entry): void
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
  /** Milliseconds to add to this phone's clock to get the server's. */
  skew = 0
  /** The phone did not take what it was given to keep. */
  full = false
  private readonly link: Link
  private inbox: DownFrame[] = []
  private draining: Promise<void> | null = null
  private confirmed = new Map<string, number>()
  private looking = true
  private held: Result[] = []
  /** Messages, as "stream seq", that were edited in words which this phone does not have yet. */
  private outdated = new Set<string>()
  private read: { stream: string; entry: Entry }[] = []
  private reading = false

  constructor(
    private readonly parts: EngineParts,
    private readonly listener: EngineListener,
  ) {
    const { store, world, open, makeId, upload } = parts
    this.link = new Link(open, world, {
      hello: () => this.hello(),
      frame: (frame) => this.receive(frame),
      state: () => this.listener.changed(),
    })
    this.queue = new SendQueue(store, world, makeId, {
      say: (frame) => this.link.say(frame),
      changed: () => this.listener.changed(),
      live: () => this.link.state === 'live',
      upload,
    })
  }

  get state(): LinkState {
    return this.link.state
  }

  /** When the server was last heard (server's milliseconds); survives a restart of the page. */
  get heard(): number {
    return this.link.heard ? this.link.heard + this.skew : this.remembered
  }
  private remembered = 0

  /** Reads what the phone has. Nothing is asked of the network. */
  async load(): Promise<Record<string, unknown>> {
    const kept = await this.parts.store.load()
    this.identity = (kept.meta.identity as Identity | undefined) ?? null
    this.remembered = (kept.meta.heard as number | undefined) ?? 0
    this.skew = (kept.meta.skew as number | undefined) ?? 0
    this.outdated = new Set(kept.meta.outdated as string[] | undefined)
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
    if (!looking) return
    this.link.online()
    this.confirm()
  }

  async run<N extends CommandName>(name: N, args: Commands[N]['args']): Promise<Outcome> {
    return this.queue.add(name, args as unknown as Record<string, Json>)
  }

  typing(stream: string): void {
    this.link.say({ type: 'signal', stream, kind: 'typing' })
  }

  /** Stops, with everything that has come stored. */
  async rest(): Promise<void> {
    this.link.offline()
    await this.draining
  }

  /** Leaves nothing on the phone. */
  async wipe(): Promise<void> {
    this.link.end()
    this.inbox = []
    this.read = []
    this.held = []
    await this.draining
    this.identity = null
    this.outdated.clear()
    this.streams.clear()
    this.confirmed.clear()
    this.queue.clear()
    await this.parts.store.wipe()
    this.listener.changed()
  }

  private hello(): UpFrame {
    const cursors = Object.fromEntries([...this.streams].map(([id, { seq }]) => [id, seq]))
    const epoch = this.identity?.epoch
    return { type: 'hello', cursors, client: this.parts.client, ...(epoch && { epoch }) }
  }

  private receive(frame: DownFrame): void {
    if (frame.type === 'signal') return this.listener.signal(frame)
    if (frame.type === 'pong') return this.setSkew(frame.now)
    this.inbox.push(frame)
    this.go()
  }

  private go(): void {
    this.draining ??= this.drain().finally(() => (this.draining = null))
  }

  private setSkew(now: string): void {
    this.skew = Date.parse(now) - this.parts.world.now()
    this.listener.changed()
  }

  /** The server's clock cannot be behind what it has just written down. */
  private atLeast(at: string | undefined): void {
    if (at) this.skew = Math.max(this.skew, Date.parse(at) - this.parts.world.now())
  }

  /** Takes all that has come while the last step was being stored as one step. */
  private async drain(): Promise<void> {
    while (this.inbox.length + this.read.length > 0) {
      const [frames, read] = [this.inbox, this.read]
      this.inbox = []
      this.read = []
      const step = new Step(this.streams, this.identity?.member)
      for (const frame of frames) this.take(frame, step)
      for (const { stream, entry } of read) step.reread(stream, entry)
      this.note(step)
      await this.keep(step.change(this.meta(), await this.older(step)))
      for (const id of step.forgotten) this.streams.delete(id)
      for (const [id, stream] of step.changed) this.streams.set(id, stream)
      for (const [id, entries] of step.arrived) this.listener.arrived(id, entries)
      for (const { stream, entry } of read) this.listener.reread(stream, entry)
      this.confirm()
      // First the answers: what was sent must not be shown as sent and as waiting at once.
      await this.answers(frames)
      this.listener.changed()
      await this.after(frames)
      if (step.gap) this.link.again()
    }
    void this.readAgain()
  }

  /** Keeps account of what is to be read again, across a restart too. */
  private note(step: Step): void {
    for (const { stream, entry } of step.changes) {
      if (wordless(entry)) this.outdated.add(`${stream} ${Number(entry.body.seq)}`)
    }
  }

  /** Reads the messages whose new words did not come; without a network, after the next welcome. */
  private async readAgain(): Promise<void> {
    if (this.reading || this.link.state !== 'live') return
    this.reading = true
    try {
      for (const key of this.outdated) {
        const [stream = '', seq] = key.split(' ')
        // Whoever came after the message does not have it, and need not ask.
        const here = await this.has(stream, Number(seq))
        const entry = here ? await this.parts.read(stream, Number(seq)) : null
        this.outdated.delete(key)
        if (entry?.kind === 'message.sent') this.read.push({ stream, entry: reread(entry) })
      }
    } catch {
      this.parts.world.after(READ_AGAIN, () => void this.readAgain())
    } finally {
      this.reading = false
    }
    if (this.read.length > 0) this.go()
  }

  private async has(stream: string, seq: number): Promise<boolean> {
    const newest = (this.streams.get(stream)?.state.entries ?? []) as unknown as Entry[]
    if (newest.some((one) => one.seq === seq && one.kind === 'message.sent')) return true
    const [item] = await this.parts.store.items(stream, seq + 1, 1)
    return item?.seq === seq
  }

  /** Messages kept on the phone that this step changes, as they are after it. */
  private async older(step: Step): Promise<Item[]> {
    const found = new Map<string, Item>()
    for (const { stream, entry } of step.changes) {
      const [from, to] = span(entry) ?? [0, 0]
      for (let before = to; before > from; ) {
        const page = await this.parts.store.items(stream, before, Math.min(PAGE, before - from))
        for (const kept of page.filter(({ seq }) => seq >= from)) {
          const key = `${stream} ${kept.seq}`
          const item = found.get(key) ?? kept
          const value = amended(item.value as Entry, entry)
          if (value !== item.value) found.set(key, { ...item, value })
        }
        before = page[0]?.seq ?? from
      }
    }
    return [...found.values()]
  }

  /**
   * A phone that is full still shows what comes: the cursors stay where they were on disk, so
   * that the next start asks for it all again.
   */
  private async keep(change: Change): Promise<void> {
    try {
      await this.parts.store.commit(change)
      this.full = false
    } catch {
      this.full = true
    }
  }

  private take(frame: DownFrame, step: Step): void {
    if (frame.type === 'welcome') this.welcome(frame, step)
    else if (frame.type === 'reset') step.reset(frame.stream, frame.seq, frame.snapshot)
    else if (frame.type === 'entries') {
      step.entries(frame.stream, frame.entries)
      this.atLeast(frame.entries.at(-1)?.at)
    }
  }

  private async answers(frames: DownFrame[]): Promise<void> {
    const held = this.held
    this.held = []
    for (const frame of held) await this.result(frame)
    for (const frame of frames) if (frame.type === 'result') await this.result(frame)
  }

  private async after(frames: DownFrame[]): Promise<void> {
    for (const frame of frames) {
      if (frame.type === 'welcome') await this.queue.resend()
      else if (frame.type === 'bye' && FINAL.has(frame.code)) return this.ended()
    }
  }

  /** A sent message stays where it was shown as waiting until its entry is here to be shown. */
  private async result(frame: Result): Promise<void> {
    const command = this.queue.get(frame.id)
    const seq = frame.ok?.seq
    if (command?.name === 'message.send' && typeof seq === 'number') {
      const stream = this.streams.get(`room:${String(command.args.room)}`)
      if (stream && stream.seq < seq) {
        this.held.push(frame)
        return
      }
    }
    await this.queue.result(frame)
  }

  private welcome(frame: Welcome, step: Step): void {
    const { member, device, epoch } = frame
    this.identity = { member, device, epoch }
    this.confirmed.clear()
    this.setSkew(frame.now)
    const readable = new Set(frame.streams.map(({ id }) => id))
    for (const id of this.streams.keys()) if (!readable.has(id)) step.forget(id)
  }

  private ended(): void {
    // Not awaited: wipe waits for the drain that this is part of.
    queueMicrotask(() => void this.wipe().then(() => this.listener.signedOut()))
  }

  private meta(): Record<string, unknown> {
    const { identity, heard, skew } = this
    return { identity, heard, skew, outdated: [...this.outdated] }
  }

  private confirm(): void {
    if (!this.looking || this.link.state !== 'live') return
    for (const [stream, { seq }] of this.streams) {
      if (seq <= (this.confirmed.get(stream) ?? 0)) continue
      if (this.link.say({ type: 'seen', stream, seq })) this.confirmed.set(stream, seq)
    }
  }
}

/** Messages that are read from the phone at once when many of them change. */
const PAGE = 200

/** Milliseconds until a message that could not be read is asked for again. */
const READ_AGAIN = 5_000

const FINAL = new Set<string>(['signed_out', 'unauthenticated'])

/** What one step of catching up changes, worked out beside what is shown until it is stored. */
class Step {
  readonly changed = new Map<string, Stream>()
  readonly forgotten = new Set<string>()
  readonly arrived = new Map<string, Entry[]>()
  /** Something is missing between what is here and what came: ask again from the cursor. */
  gap = false
  /** Entries that change a message, in order. */
  readonly changes: { stream: string; entry: Entry }[] = []
  private items = new Map<string, Item>()

  constructor(
    private readonly before: ReadonlyMap<string, Stream>,
    private readonly me: string | undefined,
  ) {}

  forget(id: string): void {
    this.forgotten.add(id)
    this.changed.delete(id)
    for (const [key, { stream }] of this.items) if (stream === id) this.items.delete(key)
  }

  reset(id: string, seq: number, snapshot: Snapshot): void {
    this.forget(id)
    this.changed.set(id, { seq, state: snapshot })
    this.keep(id, (snapshot.entries as unknown as Entry[] | undefined) ?? [])
  }

  /** Folds what is new. An entry that is here already is passed over, whoever sent it twice. */
  entries(id: string, entries: Entry[]): void {
    let stream = this.now(id)
    if (!stream) return
    const fresh: Entry[] = []
    for (const entry of entries) {
      if (entry.seq > stream.seq + 1) this.gap = true
      if (entry.seq !== stream.seq + 1) continue
      stream = { seq: entry.seq, state: fold(stream.state, entry) }
      fresh.push(entry)
    }
    this.changed.set(id, stream)
    if (id.startsWith('room:')) this.keep(id, fresh)
    this.arrived.set(id, [...(this.arrived.get(id) ?? []), ...fresh])
    if (fresh.some((entry) => this.isMyLeaving(entry))) this.forget(id)
  }

  /** Whether nothing more of this stream comes: the member is in the room or house no more. */
  private isMyLeaving({ kind, body }: Entry): boolean {
    if (kind === 'member.paused') return (body.pause as { id?: string }).id === this.me
    return (kind === 'room.left' || kind === 'member.left') && body.member === this.me
  }

  /** Changes a message, wherever it is held, to what was read of it just now. */
  reread(id: string, change: Entry): void {
    const stream = this.now(id)
    if (!stream) return
    const newest = (stream.state.entries ?? []) as unknown as Entry[]
    const entries = newest.map((one) => amended(one, change)) as unknown as Json
    this.changed.set(id, { ...stream, state: { ...stream.state, entries } })
    this.amend(id, change)
  }

  /** `older` are messages kept before this step, as they are after it. */
  change(meta: Record<string, unknown>, older: Item[]): Change {
    const streams: StreamRecord[] = []
    for (const [id, { seq, state }] of this.changed) streams.push({ id, seq, data: state })
    const items = [...older, ...this.items.values()]
    return { meta, forget: [...this.forgotten], streams, items }
  }

  private now(id: string): Stream | undefined {
    return this.changed.get(id) ?? (this.forgotten.has(id) ? undefined : this.before.get(id))
  }

  private keep(stream: string, entries: Entry[]): void {
    for (const entry of entries) {
      this.items.set(`${stream} ${entry.seq}`, { stream, seq: entry.seq, value: kept(entry) })
      this.amend(stream, entry)
    }
  }

  private amend(stream: string, entry: Entry): void {
    const reach = span(entry)
    if (reach === null) return
    for (const [key, item] of this.items) {
      if (item.stream === stream && item.seq >= reach[0] && item.seq < reach[1]) {
        this.items.set(key, { ...item, value: amended(item.value as Entry, entry) })
      }
    }
    this.changes.push({ stream, entry })
  }
}
