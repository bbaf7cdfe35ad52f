import { amended, kept, span } from '../model/amend'
import { earlierOf, reaching } from '../model/earlier'
import { change as changeState, fold, type Snapshot, type Stream } from '../model/fold'
import type { Entry } from '../protocol/types'
import type { Change, Item, Store, StreamRecord } from './store'

/** An entry that changes a message, in the stream of both. */
export interface Amendment {
  stream: string
  entry: Entry
}

/** What one step of catching up changes, worked out beside what is shown until it is stored. */
export class Step {
  readonly changed = new Map<string, Stream>()
  readonly forgotten = new Set<string>()
  readonly arrived = new Map<string, Entry[]>()
  /** Something is missing between what is here and what came: ask again from the cursor. */
  gap = false
  /** Entries that change a message, in order. */
  changes: Amendment[] = []
  private items = new Map<string, Item>()

  constructor(
    private readonly before: ReadonlyMap<string, Stream>,
    private readonly me: string | undefined,
  ) {}

  forget(id: string): void {
    this.forgotten.add(id)
    this.changed.delete(id)
    for (const [key, { stream }] of this.items) if (stream === id) this.items.delete(key)
    // Nothing that is kept of it is to be changed: it would be written anew behind the forgetting.
    this.changes = this.changes.filter(({ stream }) => stream !== id)
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
    const state = { ...stream.state }
    changeState(state, change)
    this.changed.set(id, { ...stream, state })
    this.amend(id, change)
  }

  /** Knows the messages of a page that ends just before what is known; an empty one is the beginning. */
  reach(id: string, since: number, entries: readonly Entry[]): void {
    const stream = this.now(id)
    if (!stream || earlierOf(stream.state).since !== since) return
    const earlier = reaching(stream.state, entries, entries[0]?.seq ?? 1)
    this.changed.set(id, { ...stream, state: { ...stream.state, earlier } })
  }

  /** Keeps what was read of the past; of numbers beyond the cursor it comes in its turn. */
  lay(id: string, entries: readonly Entry[]): void {
    const upTo = this.now(id)?.seq ?? 0
    for (const entry of entries) {
      if (entry.seq > upTo) continue
      this.items.set(`${id} ${entry.seq}`, { stream: id, seq: entry.seq, value: kept(entry) })
    }
  }

  change(meta: Record<string, unknown>): Change {
    const streams: StreamRecord[] = []
    for (const [id, { seq, state }] of this.changed) streams.push({ id, seq, data: state })
    return { meta, forget: [...this.forgotten], streams, items: [...this.items.values()] }
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

/** Messages that are read from the phone at once when many of them change. */
const PAGE = 200

/** Messages kept on the phone that these entries change, as they are after them. */
export async function amendedItems(items: Store['items'], changes: readonly Amendment[]): Promise<Item[]> {
  const found = new Map<string, Item>()
  for (const { stream, entry } of changes) {
    const [from, to] = span(entry) ?? [0, 0]
    for (let before = to; before > from; ) {
      const page = await items(stream, before, Math.min(PAGE, before - from))
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
