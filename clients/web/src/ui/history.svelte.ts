/**
 * The part of one room that is on the screen: a run of entries without a hole, from the phone first,
 * then from the server. It grows where one scrolls to and shrinks at the other end, so that a room
 * of ten thousand messages costs an old phone no more than one of three hundred.
 */
import { amended } from '../model/amend'
import { ask, type Query } from '../platform/ask'
import type { Entry } from '../protocol/types'
import { session, type Holder } from './session.svelte'

const PAGE = 25
/** Entries that are shown at once, about; the newest fifty may come on top. */
const MOST = 200
/** Entries before the place of a jump, and as many after: one sees what it was an answer to. */
const LEAD = 20
/** Entries that fill a screen: what a room opens with, before the rest of the newest. */
const FIRST = 12
/** Entries before the first unread one that a room opens with: one sees what came before it. */
const BEFORE = 3
const SCREEN = BEFORE + FIRST

export class History implements Holder {
  /** Whether the newest are part of what is shown. */
  attached = $state(true)
  busy = $state(false)
  done = $state(false)
  unreachable = $state(false)
  /** The lines that fill the screen stand, the others are still to come. */
  opening = $state(true)
  private run: Entry[] = []
  /** Counts the changes of `run` that did not come with new entries. */
  private turns = $state(0)

  /**
   * `still` makes a change of what is shown without moving it under the reader's eyes. `at` is where
   * the room opens, if not at its end: what is not among the `newest` is fetched by `begin` first.
   */
  constructor(
    private readonly stream: string,
    private readonly still: (change: () => void) => void,
    private readonly at = Infinity,
    newest: readonly Entry[] = [],
  ) {
    this.attached = at >= (newest[0]?.seq ?? 1)
  }

  /** Follows the room for as long as it is shown; returns what ends that. */
  follow(): () => void {
    session.holders.add(this)
    return () => session.holders.delete(this)
  }

  /** Messages of a room changed: what is shown does so wherever it was read. */
  amend(stream: string, changes: readonly Entry[]): void {
    if (stream !== this.stream) return
    const run = this.run.map((one) => changes.reduce(amended, one))
    if (run.some((one, place) => one !== this.run[place])) this.show(run)
  }

  /** What was read before is not of this room any more. */
  forget(stream: string): void {
    if (stream !== this.stream) return
    this.attached = true
    this.done = false
    this.show([])
  }

  /**
   * What is shown, once the newest are these. Entries that no longer are among the newest stay
   * where they were read.
   */
  with(kept: Entry[]): Entry[] {
    void this.turns
    const begin = Math.min(kept.at(-FIRST)?.seq ?? 0, this.at - BEFORE)
    const newest = this.opening ? kept.filter(({ seq }) => seq >= begin && seq < begin + SCREEN) : kept
    const from = newest[0]?.seq ?? Infinity
    const older = this.run.filter(({ seq }) => seq < from)
    // After a long absence there may be a hole between what was read and what is new.
    const joined = older.at(-1)?.seq === from - 1
    this.run = this.attached ? [...(joined ? older : []), ...newest] : older
    return this.run
  }

  /** Shows the rest of the newest, once the first of them are on the screen. */
  opened(): void {
    this.still(() => (this.opening = false))
  }

  /** Shows a page more before, and lets go of as much after. */
  async earlier(): Promise<void> {
    const seq = this.run[0]?.seq ?? 1
    if (seq <= 1) this.done = true
    if (this.done || this.opening) return
    await this.turn(async () => {
      const page = await this.before(seq, PAGE)
      if (page.length === 0) this.done = true
      this.still(() => {
        const run = [...page, ...this.run]
        if (run.length > MOST) this.attached = false
        this.show(run.slice(0, MOST))
      })
    })
  }

  /** Shows a page more after, and lets go of as much before. */
  async later(newest: () => Entry[]): Promise<void> {
    if (this.attached) return
    await this.turn(async () => {
      const last = this.run.at(-1)?.seq ?? 0
      const missing = Math.min(PAGE, this.from(newest) - 1 - last)
      const page = missing > 0 ? await this.before(last + 1 + missing, missing) : []
      this.still(() => {
        const run = [...this.run, ...page].slice(-MOST)
        this.attached = (run.at(-1)?.seq ?? 0) >= this.from(newest) - 1
        this.done = false
        this.show(run)
      })
    })
  }

  /**
   * Shows where the room opens, unless one has gone to the newest meanwhile; false where that could
   * not be had, and the newest are shown instead.
   */
  async begin(newest: () => Entry[]): Promise<boolean> {
    if (this.attached) return true
    await this.turn(async () => {
      const run = await this.around(this.at, BEFORE, SCREEN)
      if (!this.attached) this.lay(run, newest)
    })
    if (this.unreachable) this.end()
    return !this.unreachable
  }

  /** Shows what is around a message; false where it could not be had. */
  async jump(seq: number, newest: () => Entry[]): Promise<boolean> {
    this.opening = false
    if (newest().some((one) => one.seq === seq)) this.end()
    else if (!this.run.some((one) => one.seq === seq)) {
      await this.turn(async () => this.lay(await this.around(seq), newest))
    }
    return !this.unreachable
  }

  /** Shows what was written from a moment on: the number of its first entry, none if there is none. */
  async jumpTo(at: Date, newest: () => Entry[]): Promise<number | undefined> {
    let first: number | undefined
    await this.turn(async () => {
      const page = await this.ask({ at: at.toISOString(), limit: 2 * LEAD })
      first = page[0]?.seq
      if (first !== undefined) this.lay(page, newest)
    })
    return first
  }

  /** A run apart from the newest, until reading on from it reaches them. */
  private lay(run: Entry[], newest: () => Entry[]): void {
    this.opening = false
    this.done = false
    this.attached = (run.at(-1)?.seq ?? 0) >= this.from(newest) - 1
    this.show(run)
  }

  /** Back to the newest, and to nothing else: for those who are, or want to be, at the end. */
  end(): void {
    if (this.attached && this.run.length <= MOST) return
    this.opening = false
    this.attached = true
    this.done = false
    this.show([])
  }

  private from = (newest: () => Entry[]): number => newest()[0]?.seq ?? 1

  private show(run: Entry[]): void {
    this.run = run
    this.turns++
  }

  private async turn(step: () => Promise<void>): Promise<void> {
    if (this.busy) return
    this.busy = true
    try {
      await step()
      this.unreachable = false
    } catch {
      this.unreachable = true
    } finally {
      this.busy = false
    }
  }

  private async around(seq: number, lead = LEAD, limit = 2 * LEAD): Promise<Entry[]> {
    const near = await this.kept(seq - lead + limit, limit)
    if (near.some((one) => one.seq === seq)) return near
    return this.ask({ after: Math.max(0, seq - lead - 1), limit })
  }

  private async before(seq: number, limit: number): Promise<Entry[]> {
    const run = await this.kept(seq, limit)
    return run.length > 0 ? run : this.ask({ before: seq, limit })
  }

  private async kept(seq: number, limit: number): Promise<Entry[]> {
    const kept = await session.engine.pages.read(this.stream, async () => {
      // A phone that does not answer has nothing: the server is asked then.
      const items = await session.store.items(this.stream, seq, limit).catch(() => [])
      return items.map(({ value }) => value as Entry)
    })
    // Only an unbroken run up to `seq` may be shown: what lies across a hole comes later.
    const run: Entry[] = []
    for (let place = kept.length - 1, next = seq - 1; place >= 0; place--, next--) {
      const entry = kept[place]
      if (entry?.seq !== next) break
      run.unshift(entry)
    }
    return run
  }

  private ask(which: Query): Promise<Entry[]> {
    return session.engine.pages.keep(this.stream, async () => {
      const { entries } = await ask(`/api/v1/streams/${this.stream}/entries`, which)
      return entries
    })
  }
}
