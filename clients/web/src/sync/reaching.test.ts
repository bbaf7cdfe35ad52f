import { beforeEach, describe, expect, it } from 'vitest'
import { roomRows } from '../model/rooms'
import type { Entry } from '../protocol/types'
import { entries, message, Phone, reset, ROOM, settle, welcome } from './kit'

const reaction = (seq: number): Entry => ({
  ...message(seq, ''),
  kind: 'message.reacted',
  body: { seq: 240, reaction: 'ok', on: true },
})
const some = <T>(from: number, to: number, make: (seq: number) => T): T[] =>
  Array.from({ length: to - from + 1 }, (_, place) => make(from + place))

let phone: Phone
let asked: number[]
/** The whole room: ten messages, then something else, one message, and reactions to it. */
const log = [...some(1, 10, (seq) => message(seq, `nr ${seq}`)), ...some(11, 239, reaction), message(240, 'hei'), ...some(241, 300, reaction)]

const row = () => {
  const streams = phone.engine.streams
  const view = { me: 'ola', device: 'd1', streams, queue: [], live: true, heard: 0 }
  return roomRows(view, new Map())[0]
}

beforeEach(async () => {
  phone = new Phone()
  asked = []
  phone.before = (_, seq, limit) => {
    asked.push(seq)
    return Promise.resolve(structuredClone(log.slice(0, seq - 1).slice(-limit)))
  }
  await phone.start()
})

describe('a room that begins with fifty reactions', () => {
  it('says what was said last, and how much is unread, as the server does', async () => {
    await phone.meet(welcome(ROOM), reset(300, log.slice(250)))
    await settle()
    expect(asked).toEqual([251, 51])
    expect(row()).toMatchObject({ unread: 11, more: false, last: { body: { text: 'hei' } } })
    await phone.hear(entries({ ...message(301, ''), kind: 'message.erased', body: { seq: 240 } }))
    expect(row()).toMatchObject({ unread: 10, last: { body: { text: 'nr 10' } } })
    await phone.load()
    expect(row()).toMatchObject({ unread: 10 })
  })

  it('asks for no more once it knows', async () => {
    await phone.meet(welcome(ROOM), reset(300, log.slice(250)))
    await phone.hear(entries(reaction(301)), entries(reaction(302)))
    expect(asked).toHaveLength(2)
  })

  it('asks for nothing where all that there is to read has come', async () => {
    await phone.meet(welcome(ROOM), reset(300, [reaction(299), reaction(300)]))
    await phone.hear(entries(...some(301, 380, reaction)))
    expect(asked).toEqual([])
  })

  it('asks again when there is a network', async () => {
    const works = phone.before
    phone.before = () => Promise.reject(new Error('offline'))
    await phone.meet(welcome(ROOM), reset(300, log.slice(250)))
    expect(row()).toMatchObject({ unread: 0, last: null })
    phone.before = works
    phone.lose()
    await phone.meet(welcome(ROOM))
    await settle()
    expect(row()).toMatchObject({ unread: 11 })
  })
})
