import { earlierOf } from '../model/earlier'
import type { Stream } from '../model/fold'
import { tooLittle } from '../model/rooms'
import type { RoomState } from '../model/states'

/** Entries that are asked for at once, and how often in one room: what is older than that is "more". */
const PAGE = 200
const PAGES = 5

export interface ReachingParts {
  streams: ReadonlyMap<string, Stream>
  /** How far the member has read a stream. */
  mark: (stream: string) => number
  /** Whether there is a connection that has answered. */
  live: () => boolean
  /** Reads so many entries just before a number, and knows them from then on. Rejects without a network. */
  read: (stream: string, before: number, limit: number) => Promise<void>
}

/**
 * Looks at what was before the newest entries of rooms that have begun anew on this phone, where
 * those do not say what is unread: after fifty reactions there is no message among them.
 */
export class Reaching {
  private asked = new Map<string, number>()
  private reaching = false

  constructor(private readonly parts: ReachingParts) {}

  /** A connection has been made: what could not be had before may be had now. */
  again(): void {
    this.asked.clear()
  }

  async go(): Promise<void> {
    if (this.reaching) return
    this.reaching = true
    try {
      for (let stream = this.next(); stream !== undefined; stream = this.next()) await this.reach(stream)
    } catch {
      // Without a network what is known must do; the next connection asks again.
    } finally {
      this.reaching = false
    }
  }

  private next(): string | undefined {
    if (!this.parts.live()) return undefined
    for (const [stream, { state }] of this.parts.streams) {
      if (!stream.startsWith('room:') || (this.asked.get(stream) ?? 0) >= PAGES) continue
      if (tooLittle(state as unknown as RoomState, this.parts.mark(stream))) return stream
    }
    return undefined
  }

  private async reach(stream: string): Promise<void> {
    this.asked.set(stream, (this.asked.get(stream) ?? 0) + 1)
    const state = this.parts.streams.get(stream)?.state ?? {}
    await this.parts.read(stream, earlierOf(state).since, PAGE)
  }
}
