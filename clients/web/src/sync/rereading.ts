import { reread, wordless } from '../model/amend'
import type { Stream } from '../model/fold'
import type { Entry } from '../protocol/types'
import type { Amendment } from './step'
import type { Store } from './store'
import type { World } from './wire'

/** Milliseconds until a message that could not be read is asked for again. */
const READ_AGAIN = 5_000

export interface RereadingParts {
  store: Store
  world: World
  /** Reads one entry as it is now; null where it may not be read. Rejects without a network. */
  read: (stream: string, seq: number) => Promise<Entry | null>
  streams: ReadonlyMap<string, Stream>
  /** Whether there is a connection that has answered. */
  live: () => boolean
  /** Something was read and is to be taken. */
  ready: () => void
}

/**
 * Reads again the messages that were edited in words which did not come: whoever may not read a
 * message is told of its edit without them, and may by now be somebody who may.
 */
export class Rereading {
  /** Messages, as "stream seq", whose words this phone does not have yet. */
  private outdated = new Set<string>()
  private read: Amendment[] = []
  private reading = false

  constructor(private readonly parts: RereadingParts) {}

  load(outdated: string[] | undefined): void {
    this.outdated = new Set(outdated)
  }

  /** What is still to be read, kept across a restart. */
  get left(): string[] {
    return [...this.outdated]
  }

  get waits(): boolean {
    return this.read.length > 0
  }

  /** What was read since the last time, as changes to the messages. */
  take(): Amendment[] {
    const { read } = this
    this.read = []
    return read
  }

  /** Keeps account of what is to be read again. */
  note(changes: readonly Amendment[]): void {
    for (const { stream, entry } of changes) {
      if (wordless(entry)) this.outdated.add(`${stream} ${Number(entry.body.seq)}`)
    }
  }

  /** Reads them; without a network, after the next welcome. */
  async readAgain(): Promise<void> {
    if (this.reading || !this.parts.live()) return
    this.reading = true
    try {
      for (const key of this.outdated) {
        const [stream = '', seq] = key.split(' ')
        // Whoever came after the message does not have it, and need not ask.
        const here = await this.has(stream, Number(seq))
        const entry = here ? await this.parts.read(stream, Number(seq)) : null
        // Nothing of it is taken by a phone that was wiped meanwhile.
        if (!this.outdated.delete(key)) continue
        if (entry?.kind === 'message.sent') this.read.push({ stream, entry: reread(entry) })
      }
    } catch {
      this.parts.world.after(READ_AGAIN, () => void this.readAgain())
    } finally {
      this.reading = false
    }
    if (this.waits) this.parts.ready()
  }

  clear(): void {
    this.read = []
    this.outdated.clear()
  }

  private async has(stream: string, seq: number): Promise<boolean> {
    const newest = (this.parts.streams.get(stream)?.state.entries ?? []) as unknown as Entry[]
    if (newest.some((one) => one.seq === seq && one.kind === 'message.sent')) return true
    const [item] = await this.parts.store.items(stream, seq + 1, 1)
    return item?.seq === seq
  }
}
