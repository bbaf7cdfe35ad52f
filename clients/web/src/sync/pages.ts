import { amended } from '../model/amend'
import type { Stream } from '../model/fold'
import type { Entry } from '../protocol/types'
import type { Step } from './step'
import { Trails, type Trail } from './trails'

export interface PagesParts {
  streams: ReadonlyMap<string, Stream>
  /** Reads the entries just before one. Rejects without a network. */
  before: (stream: string, seq: number, limit: number) => Promise<Entry[]>
  /** Something waits to be taken. */
  ready: () => void
}

/** An answer that is to be kept, and whoever waits for that. */
export interface Page {
  trail: Trail
  entries: Entry[]
  /** All before this number: what is known of the room reaches further by it. */
  since?: number
  laid: () => void
}

/** What is read of the past, from the phone or the server: as it is by now, whatever was erased on the way. */
export class Pages {
  private readonly trails = new Trails()
  private waiting: Page[] = []

  constructor(private readonly parts: PagesParts) {}

  /** Reads a page; nothing of a stream that is not here any more. */
  async read(stream: string, ask: () => Promise<Entry[]>): Promise<Entry[]> {
    return this.following(stream, async (trail) => changed(await ask(), trail))
  }

  /** Reads a page that the phone does not have, and keeps it. */
  async keep(stream: string, ask: () => Promise<Entry[]>): Promise<Entry[]> {
    return this.following(stream, async (trail) => {
      const entries = await ask()
      await this.laid({ trail, entries })
      return changed(entries, trail)
    })
  }

  /** Reads and keeps so many entries before a number, from which on all is known. */
  async before(stream: string, since: number, limit: number): Promise<void> {
    await this.following(stream, async (trail) => {
      const entries = await this.parts.before(stream, since, limit)
      await this.laid({ trail, entries, since })
      return entries
    })
  }

  /** Does something that is about one message; false where that was erased, or its stream left, by the end. */
  async about(stream: string, seq: number, work: () => Promise<void>): Promise<boolean> {
    const trail = this.trails.follow(stream)
    try {
      await work()
      const one: Entry = { seq, at: '', kind: 'message.sent', by: '', body: {} }
      return !trail.lost && changed([one], trail)[0]?.kind === 'message.sent'
    } finally {
      this.trails.leave(trail)
    }
  }

  /** Whether there are pages to be kept. */
  get waits(): boolean {
    return this.waiting.length > 0
  }

  /** Those pages, for a step that keeps them. */
  take(): Page[] {
    const pages = this.waiting
    this.waiting = []
    return pages
  }

  /** A step has been kept: what it changed is changed in what is under way too. */
  note({ forgotten, changes }: Step): void {
    this.trails.note(forgotten, changes)
  }

  /** Nothing that is under way is of use any more. */
  lose(): void {
    this.trails.loseAll()
  }

  private laid(page: Omit<Page, 'laid'>): Promise<void> {
    return new Promise((laid) => {
      this.waiting.push({ ...page, laid })
      this.parts.ready()
    })
  }

  /** Reads once more what was read of a stream that has begun anew meanwhile. */
  private async following(stream: string, read: (trail: Trail) => Promise<Entry[]>): Promise<Entry[]> {
    while (this.parts.streams.has(stream)) {
      const trail = this.trails.follow(stream)
      try {
        const entries = await read(trail)
        if (!trail.lost) return entries
      } finally {
        this.trails.leave(trail)
      }
    }
    return []
  }
}

/** Lets a step keep a page, as it is after all that has happened since it was read. */
export function lay({ trail, entries, since }: Page, step: Step): void {
  if (trail.lost) return
  const now = changed(entries, trail)
  step.lay(trail.stream, now)
  if (since !== undefined) step.reach(trail.stream, since, now)
}

const changed = (entries: Entry[], { changes }: Trail): Entry[] =>
  entries.map((one) => changes.reduce(amended, one))
