import { beforeEach, describe, expect, it } from 'vitest'
import type { Entry } from '../protocol/types'
import { entries, FakeServer, message, Phone, reset, ROOM, settle, welcome } from './kit'

let phone: Phone

beforeEach(async () => {
  phone = new Phone()
  await phone.start()
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
    phone.readable = now('kl. 19', '1')
    await phone.meet(welcome(ROOM), reset(1, [message(1, 'kl. 18')]))
    await phone.hear(entries(edited(2, 1, '1')))
    expect(phone.texts).toEqual(['kl. 19', undefined])
    const [kept] = await phone.store.items(ROOM, 2, 1)
    expect((kept?.value as Entry).body.text).toBe('kl. 19')
    expect(phone.asked).toEqual([`${ROOM} 1`])
    expect(phone.changes.filter(({ kind }) => kind === 'message.reread').map(({ body }) => body.text)).toEqual(['kl. 19'])
  })

  it('is asked for by the next start where there was no network', async () => {
    await phone.meet(welcome(ROOM), reset(1, [message(1, 'kl. 18')]))
    await phone.hear(entries(edited(2, 1, '1')))
    expect(phone.texts[0]).toBe('kl. 18')
    phone.readable = now('kl. 19', '1')
    phone.server = new FakeServer()
    await phone.start()
    await phone.meet(welcome(ROOM))
    await settle()
    expect(phone.texts[0]).toBe('kl. 19')
  })

  it('tries again by itself after a failure', async () => {
    await phone.meet(welcome(ROOM), reset(1, [message(1, 'kl. 18')]))
    await phone.hear(entries(edited(2, 1, '1')))
    phone.readable = now('kl. 19', '1')
    phone.world.pass(5_000)
    await settle()
    expect(phone.texts[0]).toBe('kl. 19')
  })

  it('changes nothing that is newer than what was read', async () => {
    phone.readable = now('kl. 19', '1')
    await phone.meet(welcome(ROOM), reset(1, [message(1, 'kl. 18')]))
    const later = edited(3, 1, '2')
    await phone.hear(entries(edited(2, 1, '1'), { ...later, body: { seq: 1, text: 'kl. 20' } }))
    expect(phone.texts[0]).toBe('kl. 20')
  })

  it('is not asked for by whoever came later, and does not have the message', async () => {
    await phone.meet(welcome(ROOM), reset(4, []))
    await phone.hear(entries(edited(5, 1, '1')))
    expect(phone.asked).toEqual([])
  })
})
