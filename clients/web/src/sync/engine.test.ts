import { beforeEach, describe, expect, it } from 'vitest'
import type { DownFrame, Entry, Json } from '../protocol/types'
import { Engine } from './engine'
import { FakeServer, FakeWorld, settle } from './kit'
import { MemoryStore } from './memory'
import { MOST_WAITING, type Upload } from './queue'

const ROOM = 'room:r1'

const welcome = (...ids: string[]): DownFrame => ({
  type: 'welcome',
  member: 'ola',
  device: 'd1',
  now: '2026-11-26T17:00:00.000Z',
  epoch: 'e1',
  streams: ids.map((id) => ({ id, kind: 'room', head: 9 })),
})

const message = (seq: number, text: string): Entry => ({
  seq,
  at: '2026-11-26T17:00:00.000Z',
  kind: 'message.sent',
  by: 'eva',
  body: { text },
})

const reset = (seq: number, entries: Entry[] = []): DownFrame => ({
  type: 'reset',
  stream: ROOM,
  seq,
  snapshot: { room: { id: 'r1' }, members: [], entries: entries as unknown as Json },
})

const entries = (...list: Entry[]): DownFrame => ({ type: 'entries', stream: ROOM, entries: list })

const noUpload: Upload = () => Promise.reject(new Error('nothing is uploaded here'))

let upload: Upload
let world: FakeWorld
let server: FakeServer
let store: MemoryStore
let engine: Engine
let signedOut: number
let ids: number
let rereads: Entry[]
/** What the server would say of a message now; undefined without a network. */
let readable: Entry | null | undefined
let asked: string[]

function read(stream: string, seq: number): Promise<Entry | null> {
  asked.push(`${stream} ${seq}`)
  return readable === undefined ? Promise.reject(new Error('offline')) : Promise.resolve(readable)
}

function make(): Engine {
  return new Engine(
    { store, world, open: server.open, read, upload, makeId: () => `id${++ids}`, client: 'test' },
    {
      changed: () => undefined,
      arrived: () => undefined,
      reread: (_, change) => rereads.push(change),
      signal: () => undefined,
      signedOut: () => (signedOut += 1),
    },
  )
}

async function meet(...frames: DownFrame[]): Promise<void> {
  server.accept()
  server.say(...frames)
  await settle()
}

const texts = (): unknown[] =>
  (engine.streams.get(ROOM)?.state.entries as unknown as Entry[]).map(({ body }) => body.text)

beforeEach(async () => {
  upload = noUpload
  world = new FakeWorld()
  server = new FakeServer()
  store = new MemoryStore()
  signedOut = 0
  ids = 0
  rereads = []
  readable = undefined
  asked = []
  engine = make()
  await engine.load()
  engine.start()
})

describe('catching up', () => {
  it('has every entry once and in order, whatever comes twice', async () => {
    await meet(welcome(ROOM), reset(2, [message(1, 'a'), message(2, 'b')]))
    server.say(entries(message(2, 'b'), message(3, 'c')), entries(message(3, 'c'), message(4, 'd')))
    await settle()
    expect(texts()).toEqual(['a', 'b', 'c', 'd'])
    expect(engine.streams.get(ROOM)?.seq).toBe(4)
  })

  it('asks again from its cursor when something is missing in between', async () => {
    await meet(welcome(ROOM), reset(2))
    server.say(entries(message(4, 'd')))
    await settle()
    expect(engine.state).toBe('waiting')
    world.pass(60_000)
    server.accept()
    expect(server.all('hello').at(-1)?.cursors).toEqual({ [ROOM]: 2 })
  })

  it('starts from what the phone kept', async () => {
    await meet(welcome(ROOM), reset(2), entries(message(3, 'c')))
    engine = make()
    server.heard = []
    await engine.load()
    expect(texts()).toEqual(['c'])
    expect(engine.heard).toBeGreaterThan(0)
    engine.start()
    server.accept()
    expect(server.all('hello')[0]).toMatchObject({ cursors: { [ROOM]: 3 }, epoch: 'e1' })
  })

  it('forgets a room that it may no longer read', async () => {
    await meet(welcome(ROOM), reset(2, [message(2, 'b')]))
    server.cut()
    world.pass(60_000)
    await meet(welcome())
    expect(engine.streams.size).toBe(0)
    expect((await store.load()).streams).toEqual([])
    expect(await store.items(ROOM, 99, 99)).toEqual([])
  })

  it('forgets a room that its member left, and has it again when let in', async () => {
    await meet(welcome(ROOM), reset(1, [message(1, 'a')]))
    const left: Entry = { ...message(2, ''), kind: 'room.left', body: { member: 'eva' } }
    server.say(entries(left))
    await settle()
    expect(engine.streams.has(ROOM)).toBe(true)
    server.say(entries({ ...left, seq: 3, body: { member: 'ola' } }))
    await settle()
    expect(engine.streams.has(ROOM)).toBe(false)
    expect(await store.items(ROOM, 99, 9)).toEqual([])
    server.say(reset(5, [message(5, 'b')]))
    await settle()
    expect(texts()).toEqual(['b'])
  })

  it('shows what comes though the phone is full, and asks for it again at the next start', async () => {
    await meet(welcome(ROOM), reset(2))
    const commit = store.commit.bind(store)
    store.commit = () => Promise.reject(new Error('quota'))
    server.say(entries(message(3, 'c')))
    await settle()
    expect(texts()).toEqual(['c'])
    expect(engine.full).toBe(true)
    store.commit = commit
    engine = make()
    await engine.load()
    expect(engine.streams.get(ROOM)?.seq).toBe(2)
  })

  it('confirms what is shown only while somebody looks', async () => {
    engine.look(false)
    await meet(welcome(ROOM), reset(2))
    expect(server.all('seen')).toEqual([])
    engine.look(true)
    expect(server.all('seen')).toEqual([{ type: 'seen', stream: ROOM, seq: 2 }])
  })
})

describe('what is kept on the phone', () => {
  const erase = (seq: number, of: number): Entry => ({ ...message(seq, ''), kind: 'message.erased', body: { seq: of } })
  const edit = (seq: number, of: number, text: string): Entry => ({
    ...message(seq, ''),
    kind: 'message.edited',
    body: { seq: of, text },
  })

  it('has no erased text left, however long ago it came', async () => {
    const first = Array.from({ length: 60 }, (_, place) => message(place + 1, `tekst ${place + 1}`))
    await meet(welcome(ROOM), reset(0), entries(...first))
    server.say(entries(edit(61, 1, 'rettet')))
    await settle()
    expect((await store.items(ROOM, 2, 1))[0]?.value).toMatchObject({ body: { text: 'rettet' } })
    server.say(entries(erase(62, 1)))
    await settle()
    const left = JSON.stringify([await store.items(ROOM, 99, 99), await store.load()])
    expect(left).not.toMatch(/rettet|tekst 1"/)
    expect(left).toContain('tekst 2')
  })

  it('has nothing left of what a room keeps no longer', async () => {
    const expire = { ...message(501, ''), kind: 'room.expired', body: { before: 450 } }
    const first = Array.from({ length: 500 }, (_, place) => message(place + 1, `tekst ${place + 1}.`))
    await meet(welcome(ROOM), reset(0), entries(...first))
    server.say(entries(expire))
    await settle()
    const left = JSON.stringify([await store.items(ROOM, 999, 999), await store.load()])
    expect(left).not.toMatch(/tekst (1|2|200|201|449)\./)
    expect(left).toMatch(/tekst 450\./)
  })

  it('is right when a message and its erasure come in one step', async () => {
    await meet(welcome(ROOM), reset(0), entries(message(1, 'hemmelig'), erase(2, 1)))
    const left = JSON.stringify([await store.items(ROOM, 99, 99), await store.load()])
    expect(left).not.toContain('hemmelig')
  })
})

describe('sending', () => {
  it('sends again under the same id after a loss, and once more after a restart', async () => {
    void engine.run('message.send', { room: 'r1', text: 'Hei' })
    await settle()
    await meet(welcome(ROOM), reset(0))
    server.cut()
    world.pass(60_000)
    await meet(welcome(ROOM))
    engine = make()
    await engine.load()
    engine.start()
    await meet(welcome(ROOM))
    expect(server.all('command').map(({ id }) => id)).toEqual(['id1', 'id1', 'id1'])
    server.say({ type: 'result', id: 'id1', ok: { seq: 0 } })
    await settle()
    expect(engine.queue.all).toEqual([])
    expect((await store.load()).queue).toEqual([])
  })

  it('keeps a sent message in its place until its entry is here', async () => {
    await meet(welcome(ROOM), reset(0))
    void engine.run('message.send', { room: 'r1', text: 'Hei' })
    await settle()
    server.say({ type: 'result', id: 'id1', ok: { seq: 1 } })
    await settle()
    expect(engine.queue.all).toHaveLength(1)
    server.say(entries(message(1, 'Hei')))
    await settle()
    expect(engine.queue.all).toEqual([])
  })

  it('keeps the text of a refused message and why it was refused', async () => {
    await meet(welcome(ROOM), reset(0))
    const outcome = engine.run('message.send', { room: 'r1', text: 'Hei' })
    await settle()
    const error = { code: 'forbidden' as const, title: 'Not here.' }
    server.say({ type: 'result', id: 'id1', error })
    expect(await outcome).toEqual({ error })
    expect(engine.queue.all[0]).toMatchObject({ args: { text: 'Hei' }, failed: error })
    await engine.queue.again('id1')
    await settle()
    expect(server.all('command').map(({ id }) => id)).toEqual(['id1', 'id2'])
  })

  it('is sent again without naming somebody who has left since', async () => {
    await meet(welcome(ROOM), reset(0))
    void engine.run('message.send', { room: 'r1', text: 'Hei @Per', mentions: ['per'] })
    await settle()
    const error = { code: 'not_found' as const, title: 'Not in this room.', field: 'mentions' }
    server.say({ type: 'result', id: 'id1', error })
    await settle()
    await engine.queue.again('id1')
    await settle()
    expect(server.all('command').at(-1)?.args).toEqual({ room: 'r1', text: 'Hei @Per' })
  })

  it('tries again by itself when the server could not', async () => {
    await meet(welcome(ROOM), reset(0))
    void engine.run('message.send', { room: 'r1', text: 'Hei' })
    await settle()
    server.say({ type: 'result', id: 'id1', error: { code: 'unavailable', title: '' } })
    await settle()
    world.pass(10_000)
    await settle()
    expect(server.all('command').map(({ id }) => id)).toEqual(['id1', 'id1'])
  })

  it('does not claim to be home an hour after it was said', async () => {
    const outcome = engine.run('home.claim', { house: 'h1' })
    await settle()
    world.pass(3_600_000)
    await meet(welcome(ROOM))
    expect(await outcome).toMatchObject({ error: { code: 'gone' } })
    expect(server.all('command')).toEqual([])
  })
})

describe('a file', () => {
  const data = new TextEncoder().encode('et bilde').buffer
  const parcel = { name: 'bilde.jpg', type: 'image/jpeg', data }
  const kept = async (): Promise<unknown[]> => [
    ...(await store.bytesIds()),
    ...(await store.load()).queue.map(({ id }) => id),
  ]
  let uploaded: string[]

  beforeEach(() => {
    uploaded = []
    upload = (room, { name, data: bytes }) => {
      uploaded.push(`${room} ${name} ${new TextDecoder().decode(bytes)}`)
      return Promise.resolve({ id: `f${uploaded.length}` })
    }
    engine = make()
  })

  it('waits on the phone for a network, across a restart, and is sent once', async () => {
    expect(await engine.queue.addFile({ room: 'r1' }, parcel)).toBe('kept')
    expect(uploaded).toEqual([])
    engine = make()
    await engine.load()
    expect(engine.queue.all).toMatchObject([{ name: 'message.send', file: { name: 'bilde.jpg', size: 8 } }])
    engine.start()
    await meet(welcome(ROOM), reset(0))
    await settle()
    expect(uploaded).toEqual(['r1 bilde.jpg et bilde'])
    server.cut()
    world.pass(60_000)
    await meet(welcome(ROOM))
    await settle()
    expect(uploaded).toHaveLength(1)
    expect(server.all('command').map(({ id, args }) => [id, args])).toEqual([
      ['id1', { room: 'r1', files: ['f1'] }],
      ['id1', { room: 'r1', files: ['f1'] }],
    ])
    server.say({ type: 'result', id: 'id1', ok: { seq: 0 } })
    await settle()
    expect(await kept()).toEqual([])
  })

  it('is tried again when the network fails under way', async () => {
    const works = upload
    upload = () => Promise.reject(new TypeError('network'))
    engine = make()
    engine.start()
    await meet(welcome(ROOM), reset(0))
    await engine.queue.addFile({ room: 'r1' }, parcel)
    await settle()
    expect(server.all('command')).toEqual([])
    upload = works
    engine = make()
    await engine.load()
    engine.start()
    await meet(welcome(ROOM))
    await settle()
    expect(uploaded).toHaveLength(1)
  })

  it('stays with what was wrong when the server will not have it, until it is thrown away', async () => {
    upload = () => Promise.resolve({ error: { code: 'invalid', title: 'No picture.' } })
    engine = make()
    engine.start()
    await meet(welcome(ROOM), reset(0))
    await engine.queue.addFile({ room: 'r1' }, parcel)
    await settle()
    expect(engine.queue.all[0]?.failed).toMatchObject({ code: 'invalid' })
    expect(await kept()).toEqual(['out id1', 'id1'])
    await engine.queue.forget('id1')
    expect(await kept()).toEqual([])
  })

  it('is uploaded anew where the server has forgotten it', async () => {
    engine.start()
    await meet(welcome(ROOM), reset(0))
    await engine.queue.addFile({ room: 'r1' }, parcel)
    await settle()
    server.say({ type: 'result', id: 'id1', error: { code: 'not_found', title: '', field: 'files' } })
    await settle()
    await engine.queue.again('id1')
    await settle()
    expect(uploaded).toHaveLength(2)
    expect(server.all('command').at(-1)).toMatchObject({ id: 'id2', args: { files: ['f2'] } })
    expect(await kept()).toEqual(['out id2', 'id2'])
  })

  it('is refused where too much waits already, or the phone is full', async () => {
    const half = new ArrayBuffer(MOST_WAITING / 2 + 1)
    expect(await engine.queue.addFile({ room: 'r1' }, { ...parcel, data: half })).toBe('kept')
    expect(await engine.queue.addFile({ room: 'r1' }, { ...parcel, data: half })).toBe('too_many')
    store.commit = () => Promise.reject(new Error('quota'))
    expect(await engine.queue.addFile({ room: 'r1' }, parcel)).toBe('full')
    expect(engine.queue.all).toHaveLength(1)
  })
})

it('leaves nothing on the phone once it is signed out', async () => {
  await meet(welcome(ROOM), reset(2, [message(2, 'b')]))
  void engine.run('message.send', { room: 'r1', text: 'Hei' })
  await settle()
  server.say({ type: 'bye', code: 'signed_out', reason: '' })
  await settle()
  await settle()
  expect(signedOut).toBe(1)
  expect(await store.load()).toEqual({ meta: {}, streams: [], queue: [] })
  expect(await store.items(ROOM, 99, 99)).toEqual([])
})

describe('an edit whose words do not come with it', () => {
  const edited = (seq: number, of: number, at: string): Entry => ({
    seq,
    at: `2026-11-26T17:0${at}:00.000Z`,
    kind: 'message.edited',
    by: 'eva',
    body: { seq: of },
  })
  const now = (text: string, at: string): Entry => ({
    ...message(1, text),
    body: { text, edited_at: `2026-11-26T17:0${at}:00.000Z` },
  })

  it('is read again, once, and changes the message wherever it is held', async () => {
    readable = now('kl. 19', '1')
    await meet(welcome(ROOM), reset(1, [message(1, 'kl. 18')]))
    server.say(entries(edited(2, 1, '1')))
    await settle()
    expect(texts()).toEqual(['kl. 19', undefined])
    const [kept] = await store.items(ROOM, 2, 1)
    expect((kept?.value as Entry).body.text).toBe('kl. 19')
    expect(asked).toEqual([`${ROOM} 1`])
    expect(rereads.map(({ body }) => body.text)).toEqual(['kl. 19'])
  })

  it('is asked for by the next start where there was no network', async () => {
    await meet(welcome(ROOM), reset(1, [message(1, 'kl. 18')]))
    server.say(entries(edited(2, 1, '1')))
    await settle()
    expect(texts()[0]).toBe('kl. 18')
    readable = now('kl. 19', '1')
    server = new FakeServer()
    engine = make()
    await engine.load()
    engine.start()
    await meet(welcome(ROOM))
    await settle()
    expect(texts()[0]).toBe('kl. 19')
  })

  it('tries again by itself after a failure', async () => {
    await meet(welcome(ROOM), reset(1, [message(1, 'kl. 18')]))
    server.say(entries(edited(2, 1, '1')))
    await settle()
    readable = now('kl. 19', '1')
    world.pass(5_000)
    await settle()
    expect(texts()[0]).toBe('kl. 19')
  })

  it('changes nothing that is newer than what was read', async () => {
    readable = now('kl. 19', '1')
    await meet(welcome(ROOM), reset(1, [message(1, 'kl. 18')]))
    const later = edited(3, 1, '2')
    server.say(entries(edited(2, 1, '1'), { ...later, body: { seq: 1, text: 'kl. 20' } }))
    await settle()
    expect(texts()[0]).toBe('kl. 20')
  })

  it('is not asked for by whoever came later, and does not have the message', async () => {
    await meet(welcome(ROOM), reset(4, []))
    server.say(entries(edited(5, 1, '1')))
    await settle()
    expect(asked).toEqual([])
  })
})
