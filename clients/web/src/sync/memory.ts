import type { Queued } from '../model/queued'
import type { Change, Item, Kept, Store, StreamRecord } from './store'

/** The store of tests, and of browsers that refuse IndexedDB: it forgets with the page. */
export class MemoryStore implements Store {
  private meta: Record<string, unknown> = {}
  private streams = new Map<string, StreamRecord>()
  private kept = new Map<string, Map<number, Item>>()
  private queue = new Map<string, Queued>()
  private raw = new Map<string, unknown>()

  load(): Promise<Kept> {
    const queue = [...this.queue.values()].sort((a, b) => a.made - b.made)
    return Promise.resolve(
      structuredClone({ meta: this.meta, streams: [...this.streams.values()], queue }),
    )
  }

  commit(change: Change): Promise<void> {
    const copy = structuredClone(change)
    if (copy.anew) this.clear()
    for (const stream of copy.forget ?? []) {
      this.streams.delete(stream)
      this.kept.delete(stream)
    }
    Object.assign(this.meta, copy.meta)
    for (const record of copy.streams ?? []) this.streams.set(record.id, record)
    for (const item of copy.items ?? []) this.of(item.stream).set(item.seq, item)
    for (const command of copy.queue ?? []) this.queue.set(command.id, command)
    for (const id of copy.unqueue ?? []) this.queue.delete(id)
    for (const id of copy.unbytes ?? []) this.raw.delete(id)
    for (const { id, data } of copy.bytes ?? []) this.raw.set(id, data)
    return Promise.resolve()
  }

  bytes(id: string): Promise<unknown> {
    return Promise.resolve(structuredClone(this.raw.get(id)))
  }

  bytesIds(): Promise<string[]> {
    return Promise.resolve([...this.raw.keys()])
  }

  items(stream: string, before: number, limit: number): Promise<Item[]> {
    const all = [...this.of(stream).values()].filter((item) => item.seq < before)
    all.sort((a, b) => a.seq - b.seq)
    return Promise.resolve(structuredClone(all.slice(-limit)))
  }

  wipe(left: Record<string, unknown> = {}): Promise<void> {
    return this.commit({ anew: true, meta: left })
  }

  private clear(): void {
    this.meta = {}
    this.streams.clear()
    this.kept.clear()
    this.queue.clear()
    this.raw.clear()
  }

  private of(stream: string): Map<number, Item> {
    let items = this.kept.get(stream)
    if (!items) this.kept.set(stream, (items = new Map<number, Item>()))
    return items
  }
}
