import { beforeEach, describe, expect, it } from 'vitest'
import type { Entry } from '../protocol/types'
import { entries, message, Phone, reset, ROOM, welcome } from './kit'

let phone: Phone

beforeEach(async () => {
  phone = new Phone()
  await phone.start()
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
    await phone.meet(welcome(ROOM), reset(0), entries(...first))
    await phone.hear(entries(edit(61, 1, 'rettet')))
    expect((await phone.store.items(ROOM, 2, 1))[0]?.value).toMatchObject({ body: { text: 'rettet' } })
    await phone.hear(entries(erase(62, 1)))
    const left = JSON.stringify([await phone.store.items(ROOM, 99, 99), await phone.store.load()])
    expect(left).not.toMatch(/rettet|tekst 1"/)
    expect(left).toContain('tekst 2')
  })

  it('has nothing left of what a room keeps no longer', async () => {
    const expire = { ...message(501, ''), kind: 'room.expired', body: { before: 450 } }
    const first = Array.from({ length: 500 }, (_, place) => message(place + 1, `tekst ${place + 1}.`))
    await phone.meet(welcome(ROOM), reset(0), entries(...first))
    await phone.hear(entries(expire))
    const left = JSON.stringify([await phone.store.items(ROOM, 999, 999), await phone.store.load()])
    expect(left).not.toMatch(/tekst (1|2|200|201|449)\./)
    expect(left).toMatch(/tekst 450\./)
  })

  it('is right when a message and its erasure come in one step', async () => {
    await phone.meet(welcome(ROOM), reset(0), entries(message(1, 'hemmelig'), erase(2, 1)))
    const left = JSON.stringify([await phone.store.items(ROOM, 99, 99), await phone.store.load()])
    expect(left).not.toContain('hemmelig')
  })
})
