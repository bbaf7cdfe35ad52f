/** What is written about one time of an activity: asked for once, and then as the room goes on. */
import { amended } from '../model/amend'
import { ask } from '../platform/ask'
import type { Entry } from '../protocol/types'
import { session, type Holder } from './session.svelte'

const PAGE = 50

export class Thread implements Holder {
  busy = $state(false)
  unreachable = $state(false)
  /** Whether there is more before what is shown. */
  more = $state(false)
  private run: Entry[] = []
  /** Counts the changes of `run` that did not come with new entries. */
  private turns = $state(0)

  constructor(
    private readonly stream: string,
    private readonly occurrence: string,
  ) {}

  /** Follows the room for as long as it is shown; returns what ends that. */
  follow(): () => void {
    session.holders.add(this)
    return () => session.holders.delete(this)
  }

  /** Messages of the room changed: what was asked for does so too. */
  amend(stream: string, changes: readonly Entry[]): void {
    if (stream !== this.stream) return
    this.run = this.run.map((one) => changes.reduce(amended, one))
    this.turns++
  }

  forget(stream: string): void {
    if (stream !== this.stream) return
    this.run = []
    this.turns++
  }

  /** What is shown, once the newest entries of the room are these. */
  with(newest: readonly Entry[]): Entry[] {
    void this.turns
    const found = new Map(this.run.map((one) => [one.seq, one]))
    // An erased one says no more which time it was about: it stays where it was.
    for (const one of newest) {
      if (one.body.occurrence === this.occurrence || found.has(one.seq)) found.set(one.seq, one)
    }
    return (this.run = [...found.values()].sort((a, b) => a.seq - b.seq))
  }

  /** Asks for the newest, or for a page before what is shown. */
  async ask(before?: number): Promise<void> {
    if (this.busy) return
    this.busy = true
    try {
      const query = { occurrence: this.occurrence, limit: PAGE, before }
      const entries = await session.engine.pages.read(
        this.stream,
        async () => (await ask(`/api/v1/streams/${this.stream}/entries`, query)).entries,
      )
      const here = new Set(this.run.map(({ seq }) => seq))
      this.run = [...this.run, ...entries.filter(({ seq }) => !here.has(seq))]
      this.more = entries.length === PAGE
      this.unreachable = false
      this.turns++
    } catch {
      this.unreachable = true
    } finally {
      this.busy = false
    }
  }
}
