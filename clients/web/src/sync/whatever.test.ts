/**
 * Whatever happens to a phone and to a room, in whatever order: what the phone has stored holds no
 * text that was erased, or edited away, up to its cursor, and no hole behind it.
 */
import { expect, it } from 'vitest'
import { amended, span } from '../model/amend'
import type { Entry, Json } from '../protocol/types'
import { message, Phone, ROOM, settle, welcome } from './kit'
import type { MemoryStore } from './memory'

const RUNS = 20
const STEPS = 120
const NEWEST = 50

/** Chance that is the same each time (mulberry32). */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}

/** A room as the server has it: each entry as it is by now. */
class Room {
  log: Entry[] = []
  /** The number of the entry by which a text went. */
  readonly gone = new Map<string, number>()
  private words = 0

  add(kind: string, body: Record<string, Json>): Entry {
    const seq = this.log.length + 1
    const entry: Entry = { ...message(seq, ''), at: new Date(Date.UTC(2026, 10, 26) + seq).toISOString(), kind, body }
    const reach = span(entry)
    for (const old of reach ? this.log.slice(reach[0] - 1, reach[1] - 1) : []) {
      if (kind !== 'message.reacted' && typeof old.body.text === 'string') this.gone.set(old.body.text, seq)
    }
    this.log = [...this.log, entry].map((old) => amended(old, entry))
    return entry
  }

  word = (): string => `ord ${++this.words}.`

  something(roll: (sides: number) => number): Entry {
    const seq = 1 + roll(Math.max(1, this.log.length))
    const about = this.log[seq - 1]
    const what = roll(10)
    if (about?.kind !== 'message.sent' || what < 4) return this.add('message.sent', { text: this.word() })
    if (what < 6) return this.add('message.edited', { seq, text: this.word() })
    if (what < 8) return this.add('message.erased', { seq })
    if (what < 9) return this.add('message.reacted', { seq, reaction: 'ok', on: true })
    return this.add('room.expired', { before: Math.min(seq, 20) })
  }

  get snapshot(): Record<string, Json> {
    const entries = this.log.slice(-NEWEST) as unknown as Json
    const first = Math.max(1, this.log.length - NEWEST + 1)
    return { room: { id: 'r1', first }, members: [], entries }
  }

  page(before: number, limit: number): Entry[] {
    return structuredClone(this.log.slice(Math.max(0, before - 1 - limit), before - 1))
  }
}

class Run {
  readonly phone = new Phone()
  readonly room = new Room()
  private late: (() => void)[] = []
  private online = false
  private readonly keeps: MemoryStore['commit']

  constructor(private readonly roll: (sides: number) => number) {
    this.keeps = this.phone.store.commit.bind(this.phone.store)
  }

  async step(): Promise<void> {
    const { phone, roll } = this
    const what = roll(20)
    if (what < 10) this.happens()
    else if (what < 12) this.asks()
    else if (what < 14) this.late.splice(roll(this.late.length + 1), 1).forEach((answer) => answer())
    else if (what < 16) await this.connect(roll(4) === 0)
    else if (what < 17) this.lose()
    else if (what < 18) phone.store.commit = roll(2) ? this.keeps : () => Promise.reject(new Error('quota'))
    else if (what < 19 && this.online) this.reset()
    else if (what === 19) {
      this.online = false
      await phone.start()
    }
    if (roll(3)) await settle()
  }

  private happens(): void {
    const { phone, room, roll } = this
    const list = Array.from({ length: 1 + roll(roll(8) ? 3 : 80) }, () => structuredClone(room.something(roll)))
    if (this.online) phone.server.say({ type: 'entries', stream: ROOM, entries: list })
  }

  /** Somebody pages back; the answer is read now, and comes at some other time. */
  private asks(): void {
    const { phone, room, roll } = this
    const before = 1 + roll(room.log.length + 2)
    const ask = (): Promise<Entry[]> => {
      const page = room.page(before, 1 + roll(30))
      return new Promise((answer) => this.late.push(() => answer(page)))
    }
    void phone.engine.pages.keep(ROOM, ask)
  }

  private async connect(old: boolean): Promise<void> {
    if (this.online) return
    const { phone, room } = this
    phone.world.pass(60_000)
    phone.server.accept()
    const hello = phone.server.all('hello').at(-1)
    if (!hello) return
    this.online = true
    phone.server.say(welcome(ROOM))
    const cursor = hello.cursors?.[ROOM]
    if (old) phone.server.say({ type: 'entries', stream: ROOM, entries: structuredClone(room.log.slice(cursor, (cursor ?? 0) + 3)) })
    if (cursor === undefined || old) this.reset()
    else phone.server.say({ type: 'entries', stream: ROOM, entries: structuredClone(room.log.slice(cursor)) })
    await settle()
  }

  private reset(): void {
    const snapshot = structuredClone(this.room.snapshot)
    this.phone.server.say({ type: 'reset', stream: ROOM, seq: this.room.log.length, snapshot })
  }

  private lose(): void {
    this.online = false
    this.phone.server.cut()
  }

  async check(): Promise<void> {
    const { store } = this.phone
    // At one moment: the phone goes on with whatever it is doing.
    const [kept, items] = await Promise.all([store.load(), store.items(ROOM, Infinity, Infinity)])
    const record = kept.streams.find(({ id }) => id === ROOM)
    const cursor = record?.seq ?? 0
    const text = JSON.stringify([record, items])
    for (const [word, seq] of this.room.gone) {
      if (seq <= cursor) expect(text, `${word} went with ${seq}, the cursor is ${cursor}`).not.toContain(`"${word}"`)
    }
    if (!record) return expect(items).toEqual([])
    const { first } = (record.data as { room: { first: number } }).room
    const here = new Set(items.map(({ seq }) => seq))
    for (let seq = first; seq <= cursor; seq++) expect(here.has(seq), `${seq} of ${first} to ${cursor}`).toBe(true)
  }
}

it('keeps what is right, whatever happens', async () => {
  for (let seed = 1; seed <= RUNS; seed++) {
    const run = new Run(dice(seed))
    await run.phone.start()
    for (let step = 0; step < STEPS; step++) {
      await run.step()
      await run.check()
    }
  }
}, 60_000)
