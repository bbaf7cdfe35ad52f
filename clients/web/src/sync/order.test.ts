import { beforeEach, describe, expect, it } from 'vitest'
import type { Json, Problem } from '../protocol/types'
import { Phone, reset, ROOM, settle, welcome } from './kit'

const parcel = { name: 'bilde.jpg', type: 'image/jpeg', data: new ArrayBuffer(8) }

let phone: Phone
/** Lets the file that is on its way arrive, or fail. */
let arrive: (told: { id: string } | { error: Problem }) => Promise<void>
let fail: () => Promise<void>

beforeEach(async () => {
  phone = new Phone()
  phone.upload = () =>
    new Promise((resolve, reject) => {
      arrive = async (told) => (resolve(told), settle())
      fail = async () => (reject(new TypeError('network')), settle())
    })
  await phone.start()
})

const live = (): Promise<void> => phone.meet(welcome(ROOM), reset(0))

async function write(text: string, place: Record<string, Json> = {}): Promise<void> {
  void phone.engine.run('message.send', { room: 'r1', text, ...place })
  await settle()
}

async function attach(place: { occurrence?: string } = {}): Promise<void> {
  await phone.engine.queue.addFile({ room: 'r1', ...place }, parcel)
  await settle()
}

const answer = (id: string, code?: Problem['code']): Promise<void> =>
  phone.hear({ type: 'result', id, ...(code ? { error: { code, title: '' } } : { ok: { seq: 0 } }) })

/** What the server has heard, in its order: a text, or the files. */
const heard = (): unknown[] =>
  phone.server.all('command').map(({ name, args }) => args?.text ?? args?.files ?? name)

describe('what is written in one room', () => {
  it('does not arrive before a file that was sent first', async () => {
    await live()
    await attach()
    await write('Der er bildet')
    expect(heard()).toEqual([])
    await arrive({ id: 'f1' })
    await answer('id1')
    expect(heard()).toEqual([['f1'], 'Der er bildet'])
  })

  it('keeps its order through a night without a network, and a restart', async () => {
    await attach()
    await write('en')
    await write('to')
    const { queue } = await phone.store.load()
    expect(new Set(queue.map(({ made }) => made)).size).toBe(3)
    await phone.start()
    await live()
    await fail()
    phone.world.pass(10_000)
    await settle()
    await arrive({ id: 'f1' })
    for (const id of ['id1', 'id2', 'id3']) await answer(id)
    expect(heard()).toEqual([['f1'], 'en', 'to'])
  })

  it('waits for a message that the server could not take just now', async () => {
    await live()
    await write('en')
    await write('to')
    await answer('id1', 'too_many')
    phone.world.pass(10_000)
    await settle()
    await answer('id1')
    expect(heard()).toEqual(['en', 'en', 'to'])
  })

  it('does not wait for a file that the server will not have', async () => {
    await live()
    await attach()
    await write('Hei')
    await arrive({ error: { code: 'too_large', title: '' } })
    expect(heard()).toEqual(['Hei'])
  })

  it('does not wait for a message that was refused, or for one that was taken back', async () => {
    await live()
    await write('en')
    await write('to')
    await attach()
    await write('tre')
    await answer('id1', 'forbidden')
    await answer('id2')
    await phone.engine.queue.forget('id3')
    await settle()
    expect(heard()).toEqual(['en', 'to', 'tre'])
  })

  it('comes last when it is sent once more', async () => {
    await live()
    await write('en')
    await answer('id1', 'forbidden')
    await write('to')
    await phone.engine.queue.again('id1')
    await settle()
    await answer('id2')
    expect(heard()).toEqual(['en', 'to', 'en'])
  })
})

it('holds back no other room, no thread and no other command', async () => {
  await live()
  await attach()
  await write('annet rom', { room: 'r2' })
  await write('tråd', { occurrence: 'a1.20261126T1800' })
  void phone.engine.run('ask.raise', { house: 'h1' })
  await settle()
  expect(heard()).toEqual(['annet rom', 'tråd', 'ask.raise'])
})

it('sends what a full phone could not keep', async () => {
  await live()
  phone.store.commit = () => Promise.reject(new Error('quota'))
  void phone.engine.run('ask.raise', { house: 'h1' })
  await settle()
  expect(heard()).toEqual(['ask.raise'])
})
