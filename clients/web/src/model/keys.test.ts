import { describe, expect, it } from 'vitest'
import type { CrisisNumber } from '../protocol/types'
import { asField, byPlace, checked, closing, dueOf, inOrder, isNumber, weekNumber } from './keys'

const OSLO = 'Europe/Oslo'
const NOW = Date.parse('2026-11-26T23:30:00Z') // half past midnight on the 27th in Oslo

const number = (id: string, checked_on?: string, place = 0): CrisisNumber => ({
  id,
  name: id,
  openings: { always: true, hours: [], zone: OSLO },
  languages: ['nb'],
  place,
  ...(checked_on && { checked_on }),
})

describe('a number on the card', () => {
  it('was checked today by the wall of the house', () => {
    expect(checked(number('a', '2026-11-27'), NOW, OSLO)).toBe('today')
    expect(checked(number('a', '2026-11-26'), NOW, OSLO)).toBe('fresh')
  })

  it('is due after ninety days, and when nobody has checked it', () => {
    expect(checked(number('a', '2026-08-30'), NOW, OSLO)).toBe('fresh')
    expect(checked(number('a', '2026-08-29'), NOW, OSLO)).toBe('due')
    expect(checked(number('a'), NOW, OSLO)).toBe('never')
    expect(dueOf([number('a'), number('b', '2026-11-27'), number('c', '2026-01-01')], NOW, OSLO)).toBe(2)
  })

  it('stands in its place', () => {
    expect(byPlace([number('a', '', 2), number('b', '', 1), number('c', '', 1)]).map(({ id }) => id)).toEqual(['b', 'c', 'a'])
  })

  it('has digits and spaces', () => {
    for (const text of ['113', '22 40 00 40', '+47 116 123']) expect(isNumber(text)).toBe(true)
    for (const text of ['', '1', 'ring', '22-40', ' 113', '1'.repeat(22)]) expect(isNumber(text)).toBe(false)
  })

  it('closes at midnight', () => {
    expect(closing('00:00')).toBe('24:00')
    expect(closing('16:00')).toBe('16:00')
    expect(asField('24:00')).toBe('00:00')
  })
})

it('lets rounds come one after another, within an hour', () => {
  expect(inOrder({ second: 180, third: 480, end: 780 })).toBe(true)
  expect(inOrder({ second: 180, third: 180, end: 780 })).toBe(false)
  expect(inOrder({ second: 180, third: 480, end: 3660 })).toBe(false)
})

it('knows the number of a week', () => {
  expect(weekNumber('2026-W48')).toBe(48)
  expect(weekNumber('2027-W01')).toBe(1)
})
