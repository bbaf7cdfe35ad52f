import { describe, expect, it } from 'vitest'
import { hasBegun } from './begun'
import type { View } from './states'

const view = (streams: Record<string, object>): View => ({
  me: 'ola',
  device: 'd',
  streams: new Map(Object.entries(streams).map(([id, state]) => [id, { seq: 1, state }])) as unknown as View['streams'],
  queue: [],
  live: true,
  heard: 0,
})
const sent = (by: string): object => ({ seq: 1, kind: 'message.sent', by, at: '', body: {} })

describe('what makes it sensible to be told', () => {
  it('is nothing of what others do', () => {
    const others = { entries: [sent('eva')], members: [], ask: { asker: 'eva' } }
    expect(hasBegun(view({ 'room:r': others, 'house:h': { answers: [{ member: 'eva' }] } }))).toBe(false)
    expect(hasBegun(view({ 'house:h': {} }))).toBe(false)
  })

  it('is one’s own first message, call or answer', () => {
    expect(hasBegun(view({ 'room:r': { entries: [sent('ola')], members: [] } }))).toBe(true)
    expect(hasBegun(view({ 'room:r': { entries: [], members: [], ask: { asker: 'ola' } } }))).toBe(true)
    expect(hasBegun(view({ 'house:h': { answers: [{ member: 'ola' }] } }))).toBe(true)
  })
})
