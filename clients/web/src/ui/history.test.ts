import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Entry } from '../protocol/types'
import { MemoryStore } from '../sync/memory'

const phone = vi.hoisted(() => ({ store: null as unknown as MemoryStore }))
vi.mock('./session.svelte', () => ({
  session: {
    holders: new Set(),
    get store() {
      return phone.store
    },
    engine: {
      pages: {
        read: (_: string, ask: () => Promise<Entry[]>) => ask(),
        keep: (_: string, ask: () => Promise<Entry[]>) => ask(),
      },
    },
  },
}))
const { History } = await import('./history.svelte')

const ROOM = 'room:r1'
const entry = (seq: number): Entry => ({
  seq,
  at: new Date(Date.UTC(2026, 10, 1, 0, seq)).toISOString(),
  kind: 'message.sent',
  by: 'eva',
  body: { text: `${seq}` },
})
const some = (from: number, to: number): Entry[] =>
  Array.from({ length: to - from + 1 }, (_, place) => entry(from + place))
const newest = (): Entry[] => some(451, 500)

let asked: number
let online: boolean

/** A server with 500 messages. */
function answer(address: string): Promise<Response> {
  if (!online) return Promise.reject(new TypeError('no network'))
  const query = new URL(address, 'http://x').searchParams
  const limit = Number(query.get('limit'))
  const at = query.get('at')
  const all = some(1, 500)
  asked += 1
  let found: Entry[]
  if (at) found = all.filter((one) => one.at >= at).slice(0, limit)
  else if (query.has('after')) found = all.slice(Number(query.get('after'))).slice(0, limit)
  else found = all.slice(0, Number(query.get('before')) - 1).slice(-limit)
  return Promise.resolve(Response.json({ entries: found }))
}

type Shown = InstanceType<typeof History>
const seqs = (history: Shown): number[] => history.with(newest()).map(({ seq }) => seq)
const whole = (from: number, to: number): number[] => some(from, to).map(({ seq }) => seq)

function opened(): Shown {
  const history = new History(ROOM, (change) => change())
  history.with(newest())
  return history
}

beforeEach(() => {
  phone.store = new MemoryStore()
  asked = 0
  online = true
  vi.stubGlobal('fetch', answer)
})

describe('a jump in a room', () => {
  it('shows what is around a message, and reading on from it reaches the newest', async () => {
    const history = opened()
    expect(await history.jump(380, newest)).toBe(true)
    expect(history.attached).toBe(false)
    expect(seqs(history)).toEqual(whole(360, 399))
    for (let page = 0; page < 9 && !history.attached; page++) {
      await history.later(newest)
      seqs(history)
    }
    expect(seqs(history)).toEqual(whole(360, 500))
  })

  it('takes from the phone what lies there', async () => {
    const items = some(300, 330).map((value) => ({ stream: ROOM, seq: value.seq, value }))
    await phone.store.commit({ items })
    online = false
    const history = opened()
    expect(await history.jump(311, newest)).toBe(true)
    expect(seqs(history)).toEqual(whole(300, 330))
  })

  it('asks nobody for what is among the newest, also from far away', async () => {
    const history = opened()
    expect(await history.jump(455, newest)).toBe(true)
    await history.jump(20, newest)
    expect(await history.jump(460, newest)).toBe(true)
    expect(asked).toBe(1)
    expect(seqs(history)).toEqual(whole(451, 500))
  })

  it('joins the newest where it lands beside them', async () => {
    const history = opened()
    await history.jump(449, newest)
    expect(seqs(history)).toEqual(whole(429, 500))
  })

  it('leads to a day, and nowhere for one that is not yet', async () => {
    const history = opened()
    expect(await history.jumpTo(new Date(entry(100).at), newest)).toBe(100)
    expect(seqs(history)[0]).toBe(100)
    expect(await history.jumpTo(new Date('2027-01-01'), newest)).toBeUndefined()
  })

  it('says so where the network is needed', async () => {
    online = false
    const history = opened()
    expect(await history.jump(20, newest)).toBe(false)
    expect(history.unreachable).toBe(true)
    expect(seqs(history)).toEqual(whole(451, 500))
  })
})

describe('a room that opens where one left it', () => {
  const unread = (from: number): Shown => {
    const history = new History(ROOM, (change) => change(), from, newest())
    seqs(history)
    return history
  }

  it('shows at once what is among the newest, with a little of what was before', async () => {
    const history = unread(470)
    expect(seqs(history)).toEqual(whole(467, 481))
    expect(await history.begin(newest)).toBe(true)
    expect(asked).toBe(0)
    history.opened()
    expect(seqs(history)).toEqual(whole(451, 500))
    expect(seqs(unread(499))).toEqual(whole(489, 500))
  })

  it('shows nothing that is in the wrong place before the right one is here', async () => {
    const history = unread(91)
    expect(seqs(history)).toEqual([])
    expect(await history.begin(newest)).toBe(true)
    expect(history.attached).toBe(false)
    expect(seqs(history)).toEqual(whole(88, 102))
  })

  it('is at the newest for whoever goes there before it has come', async () => {
    const history = unread(91)
    const began = history.begin(newest)
    history.end()
    expect(await began).toBe(true)
    expect(seqs(history)).toEqual(whole(451, 500))
  })

  it('shows what the phone has without a network, and says so', async () => {
    online = false
    const history = unread(91)
    expect(await history.begin(newest)).toBe(false)
    expect(history.unreachable).toBe(true)
    expect(seqs(history)).toEqual(whole(451, 500))
  })
})

describe('what happens to what is shown', () => {
  const erased: Entry = { ...entry(560), kind: 'message.erased', body: { seq: 380 } }

  it('is shown, however much came with it', async () => {
    const history = opened()
    await history.jump(380, newest)
    history.amend('room:r2', [erased])
    expect(history.with(some(520, 569)).find(({ seq }) => seq === 380)?.kind).toBe('message.sent')
    history.amend(ROOM, [erased])
    expect(history.with(some(520, 569)).find(({ seq }) => seq === 380)).toMatchObject({ kind: 'erased', body: {} })
  })

  it('is nothing of a room that began anew', async () => {
    const history = opened()
    await history.jump(380, newest)
    history.forget('room:r2')
    expect(seqs(history)).toEqual(whole(360, 399))
    history.forget(ROOM)
    expect(seqs(history)).toEqual(whole(451, 500))
  })
})
