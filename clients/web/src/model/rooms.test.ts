import { describe, expect, it } from 'vitest'
import type { Entry } from '../protocol/types'
import type { Stream } from './fold'
import { calling } from './rooms'
import type { View } from './states'

const NOW = Date.parse('2026-11-26T17:00:00Z')

const message = (seq: number, by = 'eva'): Entry => ({
  seq,
  at: '2026-11-26T17:00:00.000Z',
  kind: 'message.sent',
  by,
  body: { text: `nr ${seq}` },
})

const room = (...entries: Entry[]): unknown => ({
  room: { id: 'r1', kind: 'group' },
  members: [{ id: 'ola' }, { id: 'eva' }],
  entries,
})

function view(own: Record<string, unknown>, rooms: Record<string, unknown>): View {
  const streams = new Map<string, Stream>()
  const put = (id: string, state: unknown): unknown => streams.set(id, { seq: 9, state: state as Stream['state'] })
  put('member:ola', own)
  for (const [id, state] of Object.entries(rooms)) put(`room:${id}`, state)
  return { me: 'ola', device: 'd1', streams, queue: [], live: true, heard: NOW }
}

describe('the number on the icon', () => {
  const rooms = { r1: room(message(1)), r2: room(message(1)), r3: room(message(1)), r4: room(message(1, 'ola')) }

  it('counts rooms with something unread, and none that is silent', () => {
    const mutes = [{ id: 'r2' }, { id: 'r3', until: new Date(NOW + 1_000).toISOString() }]
    expect(calling(view({}, rooms), new Map(), NOW)).toBe(3)
    expect(calling(view({ mutes }, rooms), new Map(), NOW)).toBe(1)
    expect(calling(view({ mutes }, rooms), new Map(), NOW + 1_000)).toBe(2)
    expect(calling(view({ mutes }, rooms), new Map([['room:r1', 1]]), NOW)).toBe(0)
  })
})
