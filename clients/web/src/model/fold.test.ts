import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Entry, Json } from '../protocol/types'
import { fold, RULES, type Snapshot } from './fold'

const entry = (kind: string, body: Record<string, Json>): Entry => ({
  seq: 1,
  at: '2026-11-26T17:00:00.000Z',
  kind,
  by: 'eva',
  body,
})

it('has a rule for every kind of entry that the server has one for', () => {
  const theirs = readFileSync('../../protocol/utelys_protocol/snapshots.py', 'utf8')
  const kinds = [...theirs.slice(theirs.indexOf('_RULES')).matchAll(/^ {4}"([a-z_.]+)":/gm)]
  expect(kinds.length).toBeGreaterThan(40)
  expect(kinds.map(([, kind]) => kind).filter((kind) => !(kind! in RULES))).toEqual([])
})

const SHIFT = { id: 's', house: 'h', member: 'eva', starts: {}, lasts: 3600, show: 'name' }
const OWN: Snapshot = { member: { id: 'eva' }, shifts: [], swaps: [] }

it('keeps a shift while it, or one of its times, is one’s own', () => {
  const planned = fold(OWN, entry('shift.planned', { shift: SHIFT }))
  expect(planned.shifts).toEqual([SHIFT])
  const others = { ...SHIFT, member: 'ola' }
  expect(fold(planned, entry('shift.changed', { shift: others })).shifts).toEqual([])
  const lent = { ...others, changes: [{ occurrence: '20261126T1700', member: 'eva' }] }
  expect(fold(planned, entry('shift.changed', { shift: lent })).shifts).toEqual([lent])
  expect(fold(planned, entry('shift.cancelled', { shift: 's', house: 'h' })).shifts).toEqual([])
})

it('puts a swap that is asked, and takes it away when it ends', () => {
  const asked = fold(OWN, entry('swap.asked', { swap: { id: 'w' } }))
  expect(asked.swaps).toEqual([{ id: 'w' }])
  expect(fold(asked, entry('swap.ended', { swap: 'w', how: 'agreed' })).swaps).toEqual([])
})

it('forgets how long a room keeps what is written when it keeps it for ever', () => {
  const room: Snapshot = { room: { id: 'r', retain_days: 30 } }
  expect(fold(room, entry('room.retained', {})).room).toEqual({ id: 'r' })
  expect(fold(room, entry('room.closed', {})).room).toMatchObject({ id: 'r', closed: true })
  expect(fold(room, entry('room.retained', { days: 7 })).room).toEqual({ id: 'r', retain_days: 7 })
})
