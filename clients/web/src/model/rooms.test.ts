import { describe, expect, it } from 'vitest'
import type { Entry } from '../protocol/types'
import type { Stream } from './fold'
import { fold, type Snapshot } from './fold'
import { calling, firstUnread, opensAt, roomRows, tooLittle } from './rooms'
import type { RoomState, View } from './states'

const NOW = Date.parse('2026-11-26T17:00:00Z')

const message = (seq: number, by = 'eva'): Entry => ({
  seq,
  at: '2026-11-26T17:00:00.000Z',
  kind: 'message.sent',
  by,
  body: { text: `nr ${seq}` },
})

const room = (...entries: Entry[]): unknown => ({
  room: { id: 'r1', kind: 'group' },
  members: [{ id: 'ola' }, { id: 'eva' }],
  entries,
})

function view(own: Record<string, unknown>, rooms: Record<string, unknown>): View {
  const streams = new Map<string, Stream>()
  const put = (id: string, state: unknown): unknown => streams.set(id, { seq: 9, state: state as Stream['state'] })
  put('member:ola', own)
  for (const [id, state] of Object.entries(rooms)) put(`room:${id}`, state)
  return { me: 'ola', device: 'd1', streams, queue: [], live: true, heard: NOW }
}

describe('where a room opens', () => {
  const state = (...entries: Entry[]): RoomState => room(...entries) as RoomState

  it('is the first message of another after what one has read', () => {
    const four = [message(1), message(2, 'ola'), message(3, 'per'), message(4)]
    expect(firstUnread(four, 'ola', 0)).toBe(1)
    expect(opensAt(state(...four), 'ola', 0)).toBe(1)
    expect(opensAt(state(...four), 'ola', 1)).toBe(3)
    expect(opensAt(state(...four), 'ola', 1, new Set(['per']))).toBe(4)
  })

  it('is nowhere but at the end where all is read, or one has written it oneself', () => {
    expect(opensAt(state(message(1), message(2, 'ola')), 'ola', 1)).toBe(0)
    expect(opensAt(state(), 'ola', 0)).toBe(0)
  })

  it('is right after what one has read where the phone does not know so far back', () => {
    const newest = Array.from({ length: 50 }, (_, place) => message(201 + place))
    expect(opensAt(state(...newest), 'ola', 90)).toBe(91)
    expect(opensAt(state(...newest), 'ola', 200)).toBe(201)
    expect(opensAt(state(...newest), 'ola', 250)).toBe(0)
  })
})

describe('the number on the icon', () => {
  const rooms = { r1: room(message(1)), r2: room(message(1)), r3: room(message(1)), r4: room(message(1, 'ola')) }

  it('counts rooms with something unread, and none that is silent', () => {
    const mutes = [{ id: 'r2' }, { id: 'r3', until: new Date(NOW + 1_000).toISOString() }]
    expect(calling(view({}, rooms), new Map(), NOW)).toBe(3)
    expect(calling(view({ mutes }, rooms), new Map(), NOW)).toBe(1)
    expect(calling(view({ mutes }, rooms), new Map(), NOW + 1_000)).toBe(2)
    expect(calling(view({ mutes }, rooms), new Map([['room:r1', 1]]), NOW)).toBe(0)
  })
})

/** What is unread, counted by hand, as the server's own tests do (tests/kit/naive.py). */
class Naive {
  readonly by = new Map<number, string>()
  left = new Set<number>()

  say(seq: number, who: string): void {
    this.by.set(seq, who)
    if (who !== 'ola') this.left.add(seq)
  }

  erase(seq: number): void {
    this.left.delete(seq)
    this.by.delete(seq)
  }

  mark(seq: number): void {
    this.left = new Set([...this.left].filter((one) => one > seq))
  }

  unread = (blocked: string[]): number => [...this.left].filter((one) => !blocked.includes(this.by.get(one) ?? '')).length
  last = (blocked: string[]): number | undefined => [...this.by].filter(([, who]) => !blocked.includes(who)).at(-1)?.[0]
}

describe('what is unread', () => {
  /** Chance that is the same each time. */
  const dice = (seed: number) => (sides: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((seed / 2 ** 32) * sides)
  }

  it('is what a naive count says, whatever else was done in the room', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const roll = dice(seed)
      const naive = new Naive()
      let state = room() as Snapshot
      let mark = 0
      let blocked: string[] = []
      // Some rooms are full of reactions, in others there is hardly one.
      const talk = 2 + roll(30)
      for (let seq = 1; seq <= 400; seq++) {
        const who = ['ola', 'eva', 'per'][roll(3)] ?? ''
        const about = 1 + roll(seq)
        const what = roll(40)
        let entry: Entry = { ...message(seq, who), kind: 'message.reacted', body: { seq: about, reaction: 'ok', on: true } }
        if (what < talk) entry = message(seq, who)
        else if (what === 30) entry = { ...entry, kind: 'message.erased', body: { seq: about } }
        else if (what === 31) entry = { ...entry, kind: 'message.edited', body: { seq: about, text: 'ny' } }
        if (what < talk) naive.say(seq, who)
        else if (what === 30) naive.erase(about)
        state = fold(state, entry)
        if (roll(60) === 0) naive.mark((mark = Math.max(mark, about)))
        if (roll(40) === 0) blocked = roll(2) ? ['per'] : []
        const own = { reads: { 'room:r1': mark }, blocks: blocked.map((id) => ({ id })) }
        const [row] = roomRows(view(own, { r1: state }), new Map())
        const [count, last] = [naive.unread(blocked), naive.last(blocked)]
        if (row?.more) expect(row.unread).toBeGreaterThan(0)
        if (row?.more) expect(count).toBeGreaterThan(50)
        else expect(row?.unread).toBe(count)
        expect(row?.last?.seq).toBe(last)
        if (row?.last) expect(row.last.body.text).toBeDefined()
      }
    }
  })

  it('is looked for further back where the newest entries do not say', () => {
    const reactions = Array.from({ length: 50 }, (_, place): Entry => ({ ...message(place + 11), kind: 'message.reacted', body: { seq: 9, reaction: 'ok', on: true } }))
    const here = room(...reactions) as RoomState
    expect(tooLittle(here, 60)).toBe(true)
    expect(tooLittle({ ...here, earlier: { since: 9, messages: [message(9)] } }, 60)).toBe(false)
    expect(tooLittle({ ...here, earlier: { since: 9, messages: [message(9)] } }, 8)).toBe(false)
    expect(tooLittle({ ...here, earlier: { since: 9, messages: [message(9)] } }, 3)).toBe(true)
    expect(tooLittle({ ...here, earlier: { since: 1, messages: [] } }, 3)).toBe(false)
  })
})
