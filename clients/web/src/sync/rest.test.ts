import { beforeEach, describe, expect, it } from 'vitest'
import { entries, message, Phone, reset, ROOM, settle, welcome } from './kit'

let phone: Phone

beforeEach(async () => {
  phone = new Phone()
  await phone.start()
  await phone.meet(welcome(ROOM), reset(0), entries(message(1, 'en')))
})

describe('a page that rests while another one writes', () => {
  it('writes nothing, and begins again from what is there', async () => {
    await phone.engine.rest()
    const sent = phone.engine.run('message.send', { room: 'r1', text: 'to' })
    void phone.engine.store.commit({ meta: { 'draft r1': 'tre' } }).catch(() => undefined)
    await settle()
    expect((await phone.store.load()).queue).toEqual([])
    // The other page.
    await phone.store.commit({ streams: [{ id: ROOM, seq: 7, data: { entries: [] } }], meta: { 'draft r1': 'fire' } })
    const meta = await phone.engine.load()
    expect(meta['draft r1']).toBe('fire')
    expect(phone.engine.streams.get(ROOM)?.seq).toBe(7)
    expect(phone.engine.full).toBe(false)
    phone.engine.start()
    await phone.meet(welcome(ROOM), entries(message(8, 'åtte')))
    expect(phone.server.all('hello').at(-1)?.cursors).toEqual({ [ROOM]: 7 })
    expect(phone.server.all('command')).toMatchObject([{ args: { text: 'to' } }])
    expect((await phone.store.load()).queue).toMatchObject([{ args: { text: 'to' } }])
    await phone.hear({ type: 'result', id: 'id1', ok: { seq: 0 } })
    expect(await sent).toEqual({ ok: { seq: 0 } })
  })

  it('hears that something was done elsewhere meanwhile', async () => {
    const asked = phone.engine.run('ask.see', { ask: 'a1' })
    await settle()
    await phone.engine.rest()
    await phone.store.commit({ unqueue: ['id1'] })
    await phone.engine.load()
    expect(await asked).toMatchObject({ error: { code: 'unavailable' } })
    expect(phone.engine.queue.all).toEqual([])
  })
})
