import { beforeEach, describe, expect, it } from 'vitest'
import type { Entry } from '../protocol/types'
import { entries, message, Phone, reset, ROOM, settle, welcome } from './kit'

let phone: Phone

beforeEach(async () => {
  phone = new Phone()
  await phone.start()
})

describe('catching up', () => {
  it('has every entry once and in order, whatever comes twice', async () => {
    await phone.meet(welcome(ROOM), reset(2, [message(1, 'a'), message(2, 'b')]))
    await phone.hear(entries(message(2, 'b'), message(3, 'c')), entries(message(3, 'c'), message(4, 'd')))
    expect(phone.texts).toEqual(['a', 'b', 'c', 'd'])
    expect(phone.engine.streams.get(ROOM)?.seq).toBe(4)
  })

  it('asks again from its cursor when something is missing in between', async () => {
    await phone.meet(welcome(ROOM), reset(2))
    await phone.hear(entries(message(4, 'd')))
    expect(phone.engine.state).toBe('waiting')
    phone.world.pass(60_000)
    phone.server.accept()
    expect(phone.server.all('hello').at(-1)?.cursors).toEqual({ [ROOM]: 2 })
  })

  it('starts from what the phone kept', async () => {
    await phone.meet(welcome(ROOM), reset(2), entries(message(3, 'c')))
    await phone.load()
    phone.server.heard = []
    expect(phone.texts).toEqual(['c'])
    expect(phone.engine.heard).toBeGreaterThan(0)
    phone.engine.start()
    phone.server.accept()
    expect(phone.server.all('hello')[0]).toMatchObject({ cursors: { [ROOM]: 3 }, epoch: 'e1' })
  })

  it('forgets a room that it may no longer read', async () => {
    await phone.meet(welcome(ROOM), reset(2, [message(2, 'b')]))
    phone.lose()
    await phone.meet(welcome())
    expect(phone.engine.streams.size).toBe(0)
    expect((await phone.store.load()).streams).toEqual([])
    expect(await phone.store.items(ROOM, 99, 99)).toEqual([])
  })

  it('forgets a room that its member left, and has it again when let in', async () => {
    await phone.meet(welcome(ROOM), reset(1, [message(1, 'a')]))
    const left: Entry = { ...message(2, ''), kind: 'room.left', body: { member: 'eva' } }
    await phone.hear(entries(left))
    expect(phone.engine.streams.has(ROOM)).toBe(true)
    await phone.hear(entries({ ...left, seq: 3, body: { member: 'ola' } }))
    expect(phone.engine.streams.has(ROOM)).toBe(false)
    expect(await phone.store.items(ROOM, 99, 9)).toEqual([])
    await phone.hear(reset(5, [message(5, 'b')]))
    expect(phone.texts).toEqual(['b'])
  })

  it('shows what comes though the phone is full, and asks for it again at the next start', async () => {
    await phone.meet(welcome(ROOM), reset(2))
    const commit = phone.store.commit.bind(phone.store)
    phone.store.commit = () => Promise.reject(new Error('quota'))
    await phone.hear(entries(message(3, 'c')))
    expect(phone.texts).toEqual(['c'])
    expect(phone.engine.full).toBe(true)
    phone.store.commit = commit
    await phone.load()
    expect(phone.engine.streams.get(ROOM)?.seq).toBe(2)
  })

  it('confirms what is shown only while somebody looks', async () => {
    phone.engine.look(false)
    await phone.meet(welcome(ROOM), reset(2))
    expect(phone.server.all('seen')).toEqual([])
    phone.engine.look(true)
    expect(phone.server.all('seen')).toEqual([{ type: 'seen', stream: ROOM, seq: 2 }])
  })
})

it('leaves nothing on the phone once it is signed out', async () => {
  await phone.meet(welcome(ROOM), reset(2, [message(2, 'b')]))
  void phone.engine.run('message.send', { room: 'r1', text: 'Hei' })
  await settle()
  await phone.hear({ type: 'bye', code: 'signed_out', reason: '' })
  await settle()
  expect(phone.signedOut).toBe(1)
  expect(await phone.store.load()).toEqual({ meta: {}, streams: [], queue: [] })
  expect(await phone.store.items(ROOM, 99, 99)).toEqual([])
})
