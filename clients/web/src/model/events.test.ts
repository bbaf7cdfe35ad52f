import { expect, it } from 'vitest'
import { nb } from '../i18n/nb'
import type { Entry, Json, MemberCard } from '../protocol/types'
import { event } from './events'

const known = new Map([
  ['eva', { id: 'eva', name: 'Eva' } as MemberCard],
  ['per', { id: 'per', name: 'Per' } as MemberCard],
])
const who = (member: string): string => (member === 'ola' ? nb.you : (known.get(member)?.name ?? nb.someone))

function says(kind: string, by: string, body: Record<string, Json>): string {
  const entry: Entry = { seq: 1, at: '2026-11-26T17:00:00.000Z', kind, by, body }
  return event(entry, nb, who, known, (at) => new Date(at).toISOString().slice(0, 10))
}

it('says who came, as they were called then', () => {
  expect(says('room.joined', 'eva', { member: { id: 'kim', name: 'Kim' } })).toBe(nb.room.joined('Kim'))
  expect(says('member.joined', 'kim', {})).toBe(nb.room.joined(nb.someone))
})

it('says who left, and who decided it where that was another', () => {
  expect(says('room.left', 'per', { member: 'per' })).toBe(nb.room.left('Per'))
  expect(says('room.left', 'eva', { member: 'per' })).toBe(nb.room.leftBy('Per', 'Eva'))
  expect(says('room.left', 'eva', { member: 'ola' })).toBe(nb.room.leftBy(nb.you, 'Eva'))
  expect(says('room.left', 'nobody', { member: 'per' })).toBe(nb.room.left('Per'))
})

it('says what a room is called now, and that it is closed', () => {
  expect(says('room.changed', 'eva', { name: 'Kveld' })).toBe(nb.room.renamed('Kveld'))
  expect(says('room.retained', 'eva', { days: 30 })).toBe(nb.room.retained(30))
  expect(says('room.retained', 'eva', {})).toBe(nb.room.retained(0))
  expect(says('room.closed', 'eva', {})).toBe(nb.room.closed)
})

it('says where and when two go together, and where and when it is now', () => {
  const where = { title: 'Turen', starts_at: '2026-12-04T18:00:00.000Z', place: 'Ved porten' }
  expect(says('company.matched', 'eva', { ...where, members: [] })).toBe(
    'Dere går sammen til Turen: 2026-12-04 · Ved porten',
  )
  expect(says('company.changed', 'eva', { ...where, meet_at: 'på bussen' })).toBe(
    'Turen er nå 2026-12-04 · Ved porten · Møt opp på bussen',
  )
  expect(says('company.changed', 'eva', { ...where, place: '' })).toBe('Turen er nå 2026-12-04')
  expect(says('company.changed', 'eva', { ...where, off: true })).toBe('Turen 2026-12-04 er avlyst.')
})
