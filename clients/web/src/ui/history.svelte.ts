/** What came before the newest entries of one room: from the phone first, then from the server. */
import { amended, kept as forStore, span } from '../model/amend'
import type { Entry } from '../protocol/types'
import { session } from './session.svelte'

const PAGE = 60

export class History {
  older = $state.raw<Entry[]>([])
  busy = $state(false)
  done = $state(false)
  unreachable = $state(false)

  constructor(private readonly stream: string) {}

  /** Older entries before the newest, each once. */
  with(newest: Entry[]): Entry[] {
    const from = newest[0]?.seq ?? Infinity
    const changes = newest.filter((one) => (span(one)?.[0] ?? from) < from)
    const older = this.older
      .filter(({ seq }) => seq < from)
      .map((one) => changes.reduce(amended, one))
    return [...older, ...newest]
  }

  /** Fetches a page of entries before `seq`. */
  async earlier(seq: number): Promise<void> {
    if (seq <= 1) this.done = true
    if (this.busy || this.done) return
    this.busy = true
    try {
      const page = await this.page(seq)
      if (page.length === 0) this.done = true
      const known = new Set(this.older.map((one) => one.seq))
      this.older = [...page.filter((one) => !known.has(one.seq)), ...this.older]
      this.unreachable = false
    } catch {
      this.unreachable = true
    } finally {
      this.busy = false
    }
  }

  private async page(before: number): Promise<Entry[]> {
    const kept = (await session.store.items(this.stream, before, PAGE)).map(
      ({ value }) => value as Entry,
    )
    // Only an unbroken run up to `before` may be shown: what lies across a hole comes later.
    const run: Entry[] = []
    for (let place = kept.length - 1, seq = before - 1; place >= 0; place--, seq--) {
      const entry = kept[place]
      if (entry?.seq !== seq) break
      run.unshift(entry)
    }
    return run.length > 0 ? run : this.fetch(before)
  }

  private async fetch(before: number): Promise<Entry[]> {
    const address = `/api/v1/streams/${this.stream}/entries?before=${before}&limit=${PAGE}`
    const response = await fetch(address, { signal: AbortSignal.timeout(15_000) })
    if (!response.ok) throw new Error(String(response.status))
    const { entries } = (await response.json()) as { entries: Entry[] }
    const items = entries.map((value) => ({ stream: this.stream, seq: value.seq, value: forStore(value) }))
    await session.keep({ items })
    return entries
  }
}
