import { expect, it } from 'vitest'
import { quietAt } from './quiet'

const at = (text: string): number => Date.parse(text)
const hours = { starts: '22:30', ends: '08:00', zone: 'Europe/Oslo' }

it('is quiet over midnight, by the wall', () => {
  expect(quietAt({ hours, wakings: 0 }, at('2026-11-26T21:29:00Z'))).toEqual({
    now: false,
    begins: at('2026-11-26T21:30:00Z'),
  })
  expect(quietAt({ hours, wakings: 0 }, at('2026-11-26T21:30:00Z')).now).toBe(true)
  expect(quietAt({ hours, wakings: 0 }, at('2026-11-27T06:59:00Z')).now).toBe(true)
  expect(quietAt({ hours, wakings: 0 }, at('2026-11-27T07:00:00Z'))).toEqual({
    now: false,
    begins: at('2026-11-27T21:30:00Z'),
  })
})

it('is quiet until a moment that was said, and no longer', () => {
  const until = '2026-11-26T12:00:00Z'
  expect(quietAt({ until, wakings: 0 }, at('2026-11-26T11:59:59Z')).now).toBe(true)
  expect(quietAt({ until, wakings: 0 }, at(until))).toEqual({ now: false })
  expect(quietAt(undefined, at(until))).toEqual({ now: false })
})
