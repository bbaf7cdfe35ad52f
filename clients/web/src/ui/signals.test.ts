import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { SignalDown } from '../protocol/types'
import { Signals } from './signals.svelte'

const typing = (by: string): SignalDown => ({ type: 'signal', stream: 'room:r1', kind: 'typing', by })

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('says that somebody writes for as long as they do', () => {
  const signals = new Signals()
  for (let said = 0; said < 3; said++) {
    signals.heard(typing('eva'))
    vi.advanceTimersByTime(4_000)
    expect(signals.typing.get('room:r1')?.by).toBe('eva')
  }
  vi.advanceTimersByTime(2_000)
  expect(signals.typing.size).toBe(0)
})

it('never takes back how far somebody has read', () => {
  const signals = new Signals()
  signals.readBy('room:r1', [{ member: 'eva', seq: 9 }])
  signals.readBy('room:r1', [{ member: 'eva', seq: 4 }, { member: 'per', seq: 2 }])
  expect([...(signals.receipts.get('room:r1') ?? [])]).toEqual([['eva', 9], ['per', 2]])
})
