import { goneWith, takesPictures } from './pictures'
import { amendedItems, type Amendment } from './step'
import type { Bytes, Change, Item, Kept, Store } from './store'

const keyOf = ({ stream, seq }: Item): string => `${stream} ${seq}`

/** Puts what is newer over what is older; both are lists of things that `key` tells apart. */
function over<T>(older: T[] | undefined, newer: T[] | undefined, key: (one: T) => string): T[] {
  return [...new Map([...(older ?? []), ...(newer ?? [])].map((one) => [key(one), one])).values()]
}

/** One change that does what two do, one after the other. */
export function merged(first: Change, then: Change): Change {
  const gone = new Set(then.forget)
  const dropped = new Set(then.unbytes)
  const queued = new Set(then.queue?.map(({ id }) => id))
  const held = new Set(then.bytes?.map(({ id }) => id))
  return {
    meta: { ...first.meta, ...then.meta },
    forget: [...new Set([...(first.forget ?? []), ...gone])],
    streams: over(first.streams?.filter(({ id }) => !gone.has(id)), then.streams, ({ id }) => id),
    items: over(first.items?.filter(({ stream }) => !gone.has(stream)), then.items, keyOf),
    queue: over(first.queue, then.queue, ({ id }) => id),
    unqueue: [...(first.unqueue ?? []).filter((id) => !queued.has(id)), ...(then.unqueue ?? [])],
    bytes: over(first.bytes?.filter(({ id }) => !dropped.has(id)), then.bytes, ({ id }: Bytes) => id),
    unbytes: [...new Set([...(first.unbytes ?? []).filter((id) => !held.has(id)), ...dropped])],
  }
}

/**
 * A store that owes what it could not write. A phone that is full, or whose database was closed
 * under the page, goes on: what failed goes along with the next change, so that a cursor is never
 * written without what stands before it. What is read has it too. Changes are written one after
 * the other, in the order in which they came.
 */
export class Owing implements Store {
  private owed: Owed | null = null
  private last: Promise<unknown> = Promise.resolve()
  private resting = false
  private over = false

  constructor(
    private readonly inner: Store,
    /** Told whether the last change was taken. */
    private readonly full: (full: boolean) => void = () => undefined,
  ) {}

  /**
   * Reads what is there, and is awake from then on. What was owed of the past is owed no more, since
   * whoever wrote meanwhile has it; but commands that were made here are.
   */
  async load(): Promise<Kept> {
    this.resting = false
    const { queue = [], unqueue = [] } = this.owed?.change ?? {}
    this.owed = queue.length + unqueue.length > 0 ? { change: { queue, unqueue }, amendments: [] } : null
    const kept = await this.inner.load()
    return { ...kept, queue: over(kept.queue, queue, ({ id }) => id).filter(({ id }) => !unqueue.includes(id)) }
  }

  /** Writes nothing until it is loaded again: somebody else does. What is under way is written first. */
  async rest(): Promise<void> {
    this.resting = true
    await this.last
  }

  /**
   * Writes a change, and what `amendments` change in the messages that are kept. Rejects where that
   * could not be written; but for bytes, which only the caller has, it is owed then.
   */
  commit(change: Change, amendments: readonly Amendment[] = []): Promise<void> {
    return this.next(() => this.write({ change, amendments: [...amendments] }))
  }

  /** Writes what is owed, if anything is. */
  async settle(): Promise<void> {
    const nothing = { change: {}, amendments: [] }
    await this.next(() => (this.owed ? this.write(nothing) : Promise.resolve())).catch(() => undefined)
  }

  items(stream: string, before: number, limit: number): Promise<Item[]> {
    return this.with(this.owed?.change, stream, before, limit)
  }

  bytes(id: string): Promise<unknown> {
    return this.inner.bytes(id)
  }

  bytesIds(): Promise<string[]> {
    return this.inner.bytesIds()
  }

  /** After this nothing is written any more, whoever still has something to keep. */
  wipe(left?: Record<string, unknown>): Promise<void> {
    this.over = true
    this.owed = null
    return this.next(() => this.inner.wipe(left))
  }

  private next<T>(write: () => Promise<T>): Promise<T> {
    const done = this.last.then(write)
    this.last = done.catch(() => undefined)
    return done
  }

  private async write(fresh: Owed): Promise<void> {
    if (this.over) return
    const all = this.owed ? both(this.owed, fresh) : fresh
    const { change, amendments } = all
    try {
      if (this.resting) throw new Resting()
      const older = await amendedItems((...which) => this.with(change, ...which), amendments)
      const names = takesPictures(change, amendments) ? await this.inner.bytesIds() : []
      const unbytes = goneWith(names, change, amendments)
      const more = older.length + unbytes.length > 0
      await this.inner.commit(more ? merged(change, { items: older, unbytes }) : change)
      this.owed = null
      this.full(false)
    } catch (error) {
      if (!fresh.change.bytes?.length && !this.over) this.owed = all
      this.full(!this.resting)
      throw error
    }
  }

  /** The items of a stream once a change is written. */
  private async with(change: Change = {}, stream: string, before: number, limit: number): Promise<Item[]> {
    const kept = change.forget?.includes(stream) ? [] : await this.inner.items(stream, before, limit)
    const fresh = (change.items ?? []).filter((one) => one.stream === stream && one.seq < before)
    if (fresh.length === 0) return kept
    const found = new Map([...kept, ...fresh].map((one) => [keyOf(one), one]))
    return [...found.values()].sort((a, b) => a.seq - b.seq).slice(-limit)
  }
}

/** Somebody else writes. */
class Resting extends Error {}

/** A change, and the entries that change a message which it does not hold. */
interface Owed {
  change: Change
  amendments: Amendment[]
}

function both(first: Owed, then: Owed): Owed {
  const rest = first.amendments.filter(({ stream }) => !then.change.forget?.includes(stream))
  return { change: merged(first.change, then.change), amendments: [...rest, ...then.amendments] }
}
