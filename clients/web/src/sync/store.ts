import type { Queued } from '../model/queued'

export interface StreamRecord {
  id: string
  seq: number
  /** The folded state of the stream, without the messages of a room. */
  data: unknown
}

/** A message, or whatever else a stream keeps many of, under the number of its entry. */
export interface Item {
  stream: string
  seq: number
  value: unknown
}

/** What is no text, under a name of its own: a member's picture, a file that waits to be sent. */
export interface Bytes {
  id: string
  data: unknown
}

/** Everything of one step: all of it is stored, or nothing. */
export interface Change {
  meta?: Record<string, unknown>
  streams?: StreamRecord[]
  items?: Item[]
  /** Streams whose record and items are forgotten, before anything above is written. */
  forget?: string[]
  /** Everything is forgotten before this is written, whatever there is. */
  anew?: true
  queue?: Queued[]
  unqueue?: string[]
  bytes?: Bytes[]
  /** Names whose bytes are dropped, before anything is written. */
  unbytes?: string[]
}

export interface Kept {
  meta: Record<string, unknown>
  streams: StreamRecord[]
  queue: Queued[]
}

/**
 * What the phone keeps. A promise that resolves means that it survives the page being closed;
 * a cursor is only ever written together with what it stands for.
 */
export interface Store {
  load(): Promise<Kept>
  commit(change: Change): Promise<void>
  /** The newest `limit` items of a stream below `before`, oldest first. */
  items(stream: string, before: number, limit: number): Promise<Item[]>
  /** The bytes under a name as an ArrayBuffer; undefined where there are none. */
  bytes(id: string): Promise<unknown>
  /** The names of all bytes that are kept. */
  bytesIds(): Promise<string[]>
  /** Empties everything but `left`, in one step: a member who signs out leaves nothing on the phone. */
  wipe(left?: Record<string, unknown>): Promise<void>
}
