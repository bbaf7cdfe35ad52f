import { beforeEach, describe, expect, it } from 'vitest'
import { Phone, reset, ROOM, settle, welcome } from './kit'
import { MOST_WAITING } from './queue'

let phone: Phone

beforeEach(async () => {
  phone = new Phone()
  await phone.start()
})

describe('a file', () => {
  const data = new TextEncoder().encode('et bilde').buffer
  const parcel = { name: 'bilde.jpg', type: 'image/jpeg', data }
  const kept = async (): Promise<unknown[]> => [
    ...(await phone.store.bytesIds()),
    ...(await phone.store.load()).queue.map(({ id }) => id),
  ]
  let uploaded: string[]

  beforeEach(() => {
    uploaded = []
    phone.upload = (room, { name, data: bytes }) => {
      uploaded.push(`${room} ${name} ${new TextDecoder().decode(bytes)}`)
      return Promise.resolve({ id: `f${uploaded.length}` })
    }
  })

  it('waits on the phone for a network, across a restart, and is sent once', async () => {
    expect(await phone.engine.queue.addFile({ room: 'r1' }, parcel)).toBe('kept')
    expect(uploaded).toEqual([])
    await phone.load()
    expect(phone.engine.queue.all).toMatchObject([{ name: 'message.send', file: { name: 'bilde.jpg', size: 8 } }])
    phone.engine.start()
    await phone.meet(welcome(ROOM), reset(0))
    await settle()
    expect(uploaded).toEqual(['r1 bilde.jpg et bilde'])
    phone.lose()
    await phone.meet(welcome(ROOM))
    await settle()
    expect(uploaded).toHaveLength(1)
    expect(phone.server.all('command').map(({ id, args }) => [id, args])).toEqual([
      ['id1', { room: 'r1', files: ['f1'] }],
      ['id1', { room: 'r1', files: ['f1'] }],
    ])
    await phone.hear({ type: 'result', id: 'id1', ok: { seq: 0 } })
    expect(await kept()).toEqual([])
  })

  it('is tried again when the network fails under way', async () => {
    const works = phone.upload
    phone.upload = () => Promise.reject(new TypeError('network'))
    await phone.meet(welcome(ROOM), reset(0))
    await phone.engine.queue.addFile({ room: 'r1' }, parcel)
    await settle()
    expect(phone.server.all('command')).toEqual([])
    phone.upload = works
    await phone.start()
    await phone.meet(welcome(ROOM))
    await settle()
    expect(uploaded).toHaveLength(1)
  })

  it('stays with what was wrong when the server will not have it, until it is thrown away', async () => {
    phone.upload = () => Promise.resolve({ error: { code: 'invalid', title: 'No picture.' } })
    await phone.meet(welcome(ROOM), reset(0))
    await phone.engine.queue.addFile({ room: 'r1' }, parcel)
    await settle()
    expect(phone.engine.queue.all[0]?.failed).toMatchObject({ code: 'invalid' })
    expect(await kept()).toEqual(['out id1', 'id1'])
    await phone.engine.queue.forget('id1')
    expect(await kept()).toEqual([])
  })

  it('is uploaded anew where the server has forgotten it', async () => {
    await phone.meet(welcome(ROOM), reset(0))
    await phone.engine.queue.addFile({ room: 'r1' }, parcel)
    await settle()
    await phone.hear({ type: 'result', id: 'id1', error: { code: 'not_found', title: '', field: 'files' } })
    await phone.engine.queue.again('id1')
    await settle()
    expect(uploaded).toHaveLength(2)
    expect(phone.server.all('command').at(-1)).toMatchObject({ id: 'id2', args: { files: ['f2'] } })
    expect(await kept()).toEqual(['out id2', 'id2'])
  })

  it('is refused where too much waits already, or the phone is full', async () => {
    const half = new ArrayBuffer(MOST_WAITING / 2 + 1)
    expect(await phone.engine.queue.addFile({ room: 'r1' }, { ...parcel, data: half })).toBe('kept')
    expect(await phone.engine.queue.addFile({ room: 'r1' }, { ...parcel, data: half })).toBe('too_many')
    phone.store.commit = () => Promise.reject(new Error('quota'))
    expect(await phone.engine.queue.addFile({ room: 'r1' }, parcel)).toBe('full')
    expect(phone.engine.queue.all).toHaveLength(1)
  })
})
