import { describe, expect, it } from 'vitest'
import type { Entry, Json } from '../protocol/types'
import { fold } from './fold'
import { lines, messages } from './messages'
import { initials, unread } from './rooms'

let seq = 0
const entry = (kind: string, body: Record<string, Json>, by = 'eva', at = '2026-11-26T17:00:00.000Z'): Entry => ({
  seq: ++seq,
  at,
  kind,
  by,
  body,
})
const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

describe('the lines of a room', () => {
  it('mark days and who begins to speak, and pass over what is not for reading', () => {
    seq = 0
    const all = [
      entry('room.opened', {}),
      entry('message.sent', { text: 'a' }),
      entry('message.sent', { text: 'b' }),
      entry('room.joined', { member: { id: 'per' } }),
      entry('something.new', {}),
      entry('message.sent', { text: 'c' }, 'eva', '2026-11-27T08:00:00.000Z'),
    ]
    const shown = lines(all, 'ola', day)
    expect(shown.map(({ key }) => key)).toEqual([
      'd2026-11-26', 'm2', 'm3', 'e4', 'd2026-11-27', 'm6',
    ])
    expect(shown.map((line) => (line.kind === 'message' ? line.first : null))).toEqual([
      null, true, false, null, null, true,
    ])
  })

  it('show a message as it is after all that happened to it', () => {
    seq = 0
    let state: Record<string, Json> = { members: [], entries: [], pins: [] }
    for (const one of [
      entry('message.sent', { text: 'a' }),
      entry('message.sent', { text: 'b' }),
      entry('message.edited', { seq: 1, text: 'A' }),
      entry('message.edited', { seq: 1, text: 'Å' }),
      entry('message.reacted', { seq: 1, reaction: 'Takk', on: true }, 'ola'),
      entry('message.reacted', { seq: 2, reaction: 'Takk', on: true }, 'ola'),
      entry('message.reacted', { seq: 1, reaction: 'Fint', on: true }),
      entry('message.reacted', { seq: 1, reaction: 'Fint', on: false }),
      entry('message.pinned', { seq: 2 }),
      entry('message.erased', { seq: 2 }),
    ]) state = fold(state, one)
    const all = state.entries as unknown as Entry[]
    const found = messages(all, 'eva')
    expect(found.get(1)).toMatchObject({ text: 'Å', edited: true, mine: true, reactions: [['Takk', ['ola']]] })
    expect(found.get(2)).toMatchObject({ text: '', erased: true, reactions: [] })
    expect(state.pins).toEqual([])
    expect(JSON.stringify(all)).not.toMatch(/"A"|"b"/)
  })
})

describe('unread', () => {
  it('is others’ messages after the mark, erased ones not among them', () => {
    seq = 0
    const all = [
      entry('message.sent', { text: 'a' }),
      entry('message.sent', { text: 'b' }, 'ola'),
      entry('erased', {}),
      entry('message.sent', { text: 'd' }),
    ]
    expect(unread(all, 'ola', 0)).toBe(2)
    expect(unread(all, 'ola', 1)).toBe(1)
    expect(unread(all, 'ola', 4)).toBe(0)
    expect(unread(all, 'ola', 0, new Set(['eva']))).toBe(0)
  })
})

describe('the fold', () => {
  const member = (id: string, name: string): Record<string, Json> => ({ id, name, stage: 'resident', duties: [] })

  it('leaves the snapshot that it was given as it was', () => {
    const before = { members: [member('eva', 'Eva')], entries: [] }
    const after = fold(before, entry('room.joined', { member: member('per', 'Per') }))
    expect(before.members).toHaveLength(1)
    expect(after.members).toEqual([member('eva', 'Eva'), member('per', 'Per')])
  })

  it('changes a member only where they are', () => {
    const before = { members: [member('eva', 'Eva')] }
    const gone = fold(before, entry('member.changed', { member: member('per', 'Per') }))
    expect(gone.members).toEqual(before.members)
    const changed = fold(before, entry('member.changed', { member: member('eva', 'Eva K') }))
    expect(changed.members).toEqual([member('eva', 'Eva K')])
  })

  it('keeps the newest fifty entries of a room', () => {
    let state: Record<string, Json> = { members: [], entries: [] }
    for (let n = 0; n < 60; n++) state = fold(state, entry('message.sent', { text: `${n}` }))
    expect(state.entries).toHaveLength(50)
  })
})

it('makes two letters of a name, whole characters even outside the first plane', () => {
  expect([initials('Eva'), initials('Eva Kristin Dahl'), initials('𝔄nja'), initials('')]).toEqual([
    'E', 'EK', '𝔄', '',
  ])
})
