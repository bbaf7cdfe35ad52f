import type { Entry } from '../protocol/types'
import type { Amendment } from './step'

/** What became of one stream since a page of it was asked for. */
export interface Trail {
  readonly stream: string
  readonly changes: Entry[]
  /** The stream was left, or began anew: what was read before is not of it any more. */
  lost: boolean
}

/**
 * An answer over HTTP is as old as its question: what was erased meanwhile, and told over the
 * socket, stands in it still. Whoever asks follows the stream until the answer has been taken in.
 */
export class Trails {
  private open = new Set<Trail>()

  follow(stream: string): Trail {
    const trail = { stream, changes: [], lost: false }
    this.open.add(trail)
    return trail
  }

  leave(trail: Trail): void {
    this.open.delete(trail)
  }

  /** A step has been taken: the streams that it forgot, and the entries that changed a message. */
  note(forgotten: ReadonlySet<string>, changes: readonly Amendment[]): void {
    for (const trail of this.open) {
      if (forgotten.has(trail.stream)) trail.lost = true
      for (const { stream, entry } of changes) if (stream === trail.stream) trail.changes.push(entry)
    }
  }

  /** Nothing that is under way is of use any more. */
  loseAll(): void {
    for (const trail of this.open) trail.lost = true
  }
}
