import { beforeEach, describe, expect, it } from 'vitest'
import type { Entry } from '../protocol/types'
import { entries, message, Phone, reset, ROOM, settle, welcome } from './kit'
import { pictureName } from './pictures'

const erase = (seq: number, of: number): Entry => ({ ...message(seq, ''), kind: 'message.erased', body: { seq: of } })
const old = [message(1, 'hemmelig'), message(2, 'hei')]

let phone: Phone
let answers: ((entries: Entry[]) => void)[]
const ask = (): Promise<Entry[]> => new Promise((answer) => answers.push(answer))
const kept = async (): Promise<string> => JSON.stringify([await phone.store.items(ROOM, 99, 99), await phone.store.load()])

beforeEach(async () => {
  phone = new Phone()
  answers = []
  await phone.start()
  await phone.meet(welcome(ROOM), reset(9))
})

describe('a page of the past', () => {
  it('is shown and kept', async () => {
    const page = phone.engine.pages.keep(ROOM, ask)
    answers[0]?.(old)
    expect(await page).toEqual(old)
    expect((await phone.store.items(ROOM, 99, 99)).map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('has nothing of what was erased while it was on its way', async () => {
    const page = phone.engine.pages.keep(ROOM, ask)
    await phone.hear(entries(erase(10, 1)))
    answers[0]?.(old)
    expect((await page).map(({ kind }) => kind)).toEqual(['erased', 'message.sent'])
    expect(await kept()).not.toContain('hemmelig')
  })

  it('nor of what is erased in the step that takes it in', async () => {
    const page = phone.engine.pages.keep(ROOM, ask)
    answers[0]?.(old)
    phone.server.say(entries(erase(10, 1)))
    expect((await page).map(({ kind }) => kind)).toEqual(['erased', 'message.sent'])
    await settle()
    expect(await kept()).not.toContain('hemmelig')
  })

  it('is nothing of a room that one has left meanwhile', async () => {
    const page = phone.engine.pages.keep(ROOM, ask)
    await phone.hear(entries({ ...message(10, ''), kind: 'room.left', body: { member: 'ola' } }))
    answers[0]?.(old)
    expect(await page).toEqual([])
    expect(await kept()).not.toContain('hemmelig')
  })

  it('is asked for again where the room began anew meanwhile', async () => {
    const page = phone.engine.pages.keep(ROOM, ask)
    await phone.hear(reset(20))
    answers[0]?.(old)
    await settle()
    answers[1]?.([message(2, 'hei')])
    expect(await page).toEqual([message(2, 'hei')])
    expect(await kept()).not.toContain('hemmelig')
  })

  it('is kept only where one says so, and not on a phone that was emptied', async () => {
    const shown = phone.engine.pages.read(ROOM, ask)
    answers[0]?.(old)
    expect(await shown).toEqual(old)
    expect(await kept()).not.toContain('hemmelig')
    const late = phone.engine.pages.keep(ROOM, ask)
    await phone.engine.wipe()
    answers[1]?.(old)
    expect(await late).toEqual([])
    expect(await kept()).not.toContain('hemmelig')
  })
})

describe('what is forgotten', () => {
  const react = (seq: number): Entry => ({
    ...message(seq, ''),
    kind: 'message.reacted',
    body: { seq: 1, reaction: 'ok', on: true },
  })

  beforeEach(async () => {
    const page = phone.engine.pages.keep(ROOM, ask)
    answers[0]?.(old)
    await page
  })

  it('does not come back with a change of what was there before', async () => {
    phone.server.say(entries(react(10)), reset(12, [message(11, 'ny')]), entries(react(13)))
    await settle()
    expect((await phone.store.items(ROOM, 99, 99)).map(({ seq }) => seq)).toEqual([11, 13])
    expect(phone.forgotten).toEqual([ROOM, ROOM])
  })

  it('nor with one that comes together with one’s own leaving', async () => {
    await phone.hear(entries(react(10), { ...message(11, ''), kind: 'room.left', body: { member: 'ola' } }))
    expect(await phone.store.items(ROOM, 99, 99)).toEqual([])
  })
})

describe('a picture in a message', () => {
  const name = (seq: number): string => pictureName(ROOM, seq, 'f1')
  const here = (): Promise<string[]> => phone.store.bytesIds()
  const put = (seq: number) => phone.engine.store.commit({ bytes: [{ id: name(seq), data: new ArrayBuffer(1) }] })

  it('goes from the phone with the message, or with the room', async () => {
    for (const seq of [1, 2, 3]) await put(seq)
    await phone.hear(entries(erase(10, 2)))
    expect(await here()).toEqual([name(1), name(3)])
    await phone.hear(entries({ ...message(11, ''), kind: 'room.expired', body: { before: 3 } }))
    expect(await here()).toEqual([name(3)])
    await phone.hear(entries({ ...message(12, ''), kind: 'room.left', body: { member: 'ola' } }))
    expect(await here()).toEqual([])
  })

  it('is known to be erased where that came while it was fetched', async () => {
    let fetched: () => void = () => undefined
    const fetch = (): Promise<void> => new Promise((done) => (fetched = done))
    const kept = phone.engine.pages.about(ROOM, 2, fetch)
    await phone.hear(entries(erase(10, 1)))
    fetched()
    expect(await kept).toBe(true)
    const erased = phone.engine.pages.about(ROOM, 2, fetch)
    await phone.hear(entries(erase(11, 2)))
    fetched()
    expect(await erased).toBe(false)
  })
})
