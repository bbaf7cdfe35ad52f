/** What is written about one time of an activity: asked for once, and then as the room goes on. */
import { amended, span } from '../model/amend'
import { ask } from '../platform/ask'
import type { Entry } from '../protocol/types'
import { session } from './session.svelte'

const PAGE = 50

export class Thread {
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

  /** What is shown, once the newest entries of the room are these. */
  with(newest: readonly Entry[]): Entry[] {
    void this.turns
    const reread = session.reread.filter(({ stream }) => stream === this.stream)
    const changes = [...newest, ...reread.map(({ change }) => change)].filter((one) => span(one))
    const found = new Map(this.run.map((one) => [one.seq, changes.reduce(amended, one)]))
    for (const one of newest) if (one.body.occurrence === this.occurrence) found.set(one.seq, one)
    return (this.run = [...found.values()].sort((a, b) => a.seq - b.seq))
  }

  /** Asks for the newest, or for a page before what is shown. */
  async ask(before?: number): Promise<void> {
    if (this.busy) return
    this.busy = true
    try {
      const query = { occurrence: this.occurrence, limit: PAGE, before }
      const { entries } = await ask(`/api/v1/streams/${this.stream}/entries`, query)
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
