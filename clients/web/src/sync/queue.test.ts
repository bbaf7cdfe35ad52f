import { beforeEach, describe, expect, it } from 'vitest'
import { Phone, reset, ROOM, settle, welcome } from './kit'

let phone: Phone

beforeEach(async () => {
  phone = new Phone()
  await phone.start()
})

describe('sending', () => {
  it('sends again under the same id after a loss, and once more after a restart', async () => {
    void phone.engine.run('message.send', { room: 'r1', text: 'Hei' })
    await settle()
    await phone.meet(welcome(ROOM), reset(0))
    phone.lose()
    await phone.meet(welcome(ROOM))
    await phone.start()
    await phone.meet(welcome(ROOM))
    expect(phone.server.all('command').map(({ id }) => id)).toEqual(['id1', 'id1', 'id1'])
    await phone.hear({ type: 'result', id: 'id1', ok: { seq: 0 } })
    expect(phone.engine.queue.all).toEqual([])
    expect((await phone.store.load()).queue).toEqual([])
  })

  it('keeps the text of a refused message and why it was refused', async () => {
    await phone.meet(welcome(ROOM), reset(0))
    const outcome = phone.engine.run('message.send', { room: 'r1', text: 'Hei' })
    await settle()
    const error = { code: 'forbidden' as const, title: 'Not here.' }
    phone.server.say({ type: 'result', id: 'id1', error })
    expect(await outcome).toEqual({ error })
    expect(phone.engine.queue.all[0]).toMatchObject({ args: { text: 'Hei' }, failed: error })
    await phone.engine.queue.again('id1')
    await settle()
    expect(phone.server.all('command').map(({ id }) => id)).toEqual(['id1', 'id2'])
  })

  it('is sent again without naming somebody who has left since', async () => {
    await phone.meet(welcome(ROOM), reset(0))
    void phone.engine.run('message.send', { room: 'r1', text: 'Hei @Per', mentions: ['per'] })
    await settle()
    const error = { code: 'not_found' as const, title: 'Not in this room.', field: 'mentions' }
    await phone.hear({ type: 'result', id: 'id1', error })
    await phone.engine.queue.again('id1')
    await settle()
    expect(phone.server.all('command').at(-1)?.args).toEqual({ room: 'r1', text: 'Hei @Per' })
  })

  it('tries again by itself when the server could not', async () => {
    await phone.meet(welcome(ROOM), reset(0))
    void phone.engine.run('message.send', { room: 'r1', text: 'Hei' })
    await settle()
    await phone.hear({ type: 'result', id: 'id1', error: { code: 'unavailable', title: '' } })
    phone.world.pass(10_000)
    await settle()
    expect(phone.server.all('command').map(({ id }) => id)).toEqual(['id1', 'id1'])
  })

  it('does not claim to be home an hour after it was said', async () => {
    const outcome = phone.engine.run('home.claim', { house: 'h1' })
    await settle()
    phone.world.pass(3_600_000)
    await phone.meet(welcome(ROOM))
    expect(await outcome).toMatchObject({ error: { code: 'gone' } })
    expect(phone.server.all('command')).toEqual([])
  })
})

describe('what waits', () => {
  const tapped = [
    ['ask.take', { ask: 'a1' }],
    ['home.keep', { lease: 'l1' }],
  ] as const

  for (const [name, args] of tapped) {
    it(`is not done long after it was tapped: ${name}`, async () => {
      const outcome = phone.engine.run(name, args)
      await settle()
      phone.world.pass(61_000)
      expect(await outcome).toMatchObject({ error: { code: 'gone' } })
      await phone.meet(welcome(ROOM))
      expect(phone.server.all('command')).toEqual([])
    })
  }

  it('is answered, however late, where it did leave the phone', async () => {
    await phone.meet(welcome(ROOM))
    const outcome = phone.engine.run('ask.take', { ask: 'a1' })
    await settle()
    phone.world.pass(39_000)
    await phone.hear({ type: 'pong', n: 1, now: '2026-11-26T17:01:00.000Z' })
    phone.world.pass(25_000)
    await phone.hear({ type: 'result', id: 'id1', ok: { room: 'r1' } })
    expect(await outcome).toEqual({ ok: { room: 'r1' } })
  })

  it('is asked for less and less often while the server cannot', async () => {
    await phone.meet(welcome(ROOM))
    phone.upload = () => Promise.reject(new Error('502'))
    await phone.engine.queue.addFile({ room: 'r1' }, { name: 'a', type: 'image/jpeg', data: new ArrayBuffer(8) })
    let tries = 0
    phone.upload = () => Promise.reject(new Error(String(++tries)))
    for (let second = 0; second < 600; second += 5) {
      phone.world.pass(5_000)
      await phone.hear({ type: 'pong', n: 1, now: '2026-11-26T17:01:00.000Z' })
    }
    expect(tries).toBeGreaterThan(3)
    expect(tries).toBeLessThan(9)
  })
})
