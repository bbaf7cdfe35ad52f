import { beforeEach, describe, expect, it } from 'vitest'
import { message, Phone, reset, ROOM, entries, settle, welcome } from './kit'
import { merged } from './owing'
import { MemoryStore } from './memory'
import type { Change, Item } from './store'

const item = (seq: number, text: string, stream = ROOM): Item => ({ stream, seq, value: { text } })
const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer
const command = (id: string) => ({ id, name: 'message.send' as const, args: {}, made: 1 })

async function holds(store: MemoryStore): Promise<unknown> {
  return [await store.load(), await store.items(ROOM, 99, 99), await store.items('room:r2', 99, 99), (await store.bytesIds()).sort()]
}

describe('two changes made one', () => {
  const pairs: Record<string, [Change, Change]> = {
    'what is newer counts': [
      { meta: { a: 1, b: 1 }, items: [item(1, 'a'), item(2, 'a')], streams: [{ id: ROOM, seq: 1, data: 1 }] },
      { meta: { a: 2 }, items: [item(1, 'b')], streams: [{ id: ROOM, seq: 2, data: 2 }] },
    ],
    'what is forgotten stays so': [
      { items: [item(1, 'a'), item(1, 'a', 'room:r2')], streams: [{ id: ROOM, seq: 1, data: 1 }] },
      { forget: [ROOM] },
    ],
    'what begins anew is kept': [
      { forget: [ROOM], items: [item(1, 'a')] },
      { forget: [ROOM], items: [item(5, 'b')], streams: [{ id: ROOM, seq: 5, data: 1 }] },
    ],
    'a command that was answered is gone': [{ queue: [command('a'), command('b')] }, { unqueue: ['a'] }],
    'bytes come and go': [
      { bytes: [{ id: 'x', data: bytes('x') }, { id: 'y', data: bytes('y') }], unbytes: ['z'] },
      { unbytes: ['x'], bytes: [{ id: 'z', data: bytes('z') }] },
    ],
  }
  for (const [name, [first, then]] of Object.entries(pairs)) {
    it(name, async () => {
      const before = { items: [item(1, 'x'), item(9, 'x')], streams: [{ id: ROOM, seq: 0, data: 0 }], bytes: [{ id: 'z', data: bytes('z') }] }
      const [one, two] = [new MemoryStore(), new MemoryStore()]
      for (const store of [one, two]) await store.commit(before)
      await one.commit(first)
      await one.commit(then)
      await two.commit(merged(first, then))
      expect(await holds(two)).toEqual(await holds(one))
    })
  }
})

describe('a phone that does not take what it is given to keep', () => {
  let phone: Phone
  const fails = (failing: boolean): void => {
    if (failing) phone.store.commit = () => Promise.reject(new Error('quota'))
    else delete (phone.store as Partial<MemoryStore>).commit
  }

  beforeEach(async () => {
    phone = new Phone()
    await phone.start()
    await phone.meet(welcome(ROOM), reset(0), entries(message(1, 'hemmelig')))
    fails(true)
  })

  it('calls for someone all the same, and hears what became of it', async () => {
    const outcome = phone.engine.run('ask.raise', { house: 'h1' })
    await settle()
    expect(phone.engine.full).toBe(true)
    expect(phone.server.all('command').map(({ name }) => name)).toEqual(['ask.raise'])
    await phone.hear({ type: 'result', id: 'id1', ok: { ask: 'a1' } })
    expect(await outcome).toEqual({ ok: { ask: 'a1' } })
  })

  it('keeps it with the next thing that it does keep: no erasure is left out', async () => {
    await phone.hear(entries({ ...message(2, ''), kind: 'message.erased', body: { seq: 1 } }))
    fails(false)
    await phone.hear(entries(message(3, 'hei')))
    expect(phone.engine.full).toBe(false)
    const left = JSON.stringify([await phone.store.items(ROOM, 9, 9), await phone.store.load()])
    expect(left).not.toContain('hemmelig')
    expect((await phone.store.items(ROOM, 9, 9)).map(({ seq }) => seq)).toEqual([1, 2, 3])
  })

  it('erases also what it could not keep', async () => {
    await phone.hear(entries(message(2, 'noe annet')))
    await phone.hear(entries({ ...message(3, ''), kind: 'message.erased', body: { seq: 2 } }))
    fails(false)
    await phone.hear(entries(message(4, 'hei')))
    const left = JSON.stringify([await phone.store.items(ROOM, 9, 9), await phone.store.load()])
    expect(left).not.toContain('noe annet')
    expect(left).toContain('hemmelig')
  })

  it('goes on, and leaves no erasure out, where it could not even be read', async () => {
    phone.store.items = () => Promise.reject(new Error('closed'))
    void phone.engine.run('ask.raise', { house: 'h1' })
    await phone.hear(
      entries({ ...message(2, ''), kind: 'message.erased', body: { seq: 1 } }, message(3, 'hei')),
      { type: 'result', id: 'id1', ok: {} },
    )
    expect(phone.texts).toEqual([undefined, undefined, 'hei'])
    expect(phone.engine.queue.all).toEqual([])
    fails(false)
    delete (phone.store as Partial<MemoryStore>).items
    phone.world.pass(10_000)
    await settle()
    const left = JSON.stringify([await phone.store.items(ROOM, 9, 9), await phone.store.load()])
    expect(left).not.toContain('hemmelig')
    expect(left).toContain('hei')
  })

  it('is asked again by and by', async () => {
    void phone.engine.run('message.send', { room: 'r1', text: 'Hei' })
    await settle()
    expect((await phone.store.load()).queue).toEqual([])
    fails(false)
    phone.world.pass(10_000)
    await settle()
    expect(phone.engine.full).toBe(false)
    expect((await phone.store.load()).queue).toMatchObject([{ args: { text: 'Hei' } }])
  })

  it('is empty after it was emptied, whatever was still to be kept', async () => {
    await phone.hear(entries(message(2, 'hei')))
    fails(false)
    const { store } = phone.engine
    await phone.engine.wipe()
    await store.commit({ meta: { 'draft r1': 'hemmelig' } })
    phone.world.pass(60_000)
    await settle()
    expect(await phone.store.load()).toEqual({ meta: {}, streams: [], queue: [] })
  })
})
