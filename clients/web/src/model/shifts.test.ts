import { describe, expect, it } from 'vitest'
import type { Cover, ShiftCard } from '../protocol/types'
import { days, lasting, ownTimes, weekdayOf, weekly } from './shifts'

const OSLO = 'Europe/Oslo'
const NOW = Date.parse('2026-11-26T11:00:00Z') // Thursday 12:00 in Oslo

const time = (starts_at: string, ends_at: string, name = 'Eva') => ({
  shift: 's',
  occurrence: '20261126T1700',
  member: name.toLowerCase(),
  name,
  starts_at,
  ends_at,
  repeats: true,
})

const COVER: Cover = {
  house: 'h',
  until: '2026-12-10T11:00:00Z',
  times: [time('2026-11-26T16:00:00Z', '2026-11-26T20:00:00Z'), time('2026-11-27T21:00:00Z', '2026-11-28T07:00:00Z', 'Per')],
  gaps: [
    { from: '2026-11-26T11:00:00Z', to: '2026-11-26T16:00:00Z' },
    { from: '2026-11-26T20:00:00Z', to: '2026-11-27T21:00:00Z' },
    { from: '2026-11-28T07:00:00Z', to: '2026-12-10T11:00:00Z' },
  ],
}

describe('the next fortnight', () => {
  const found = days(COVER, OSLO, NOW)

  it('has a row for each day, by the wall of the house', () => {
    expect(found).toHaveLength(15)
    expect(found[0]?.date).toBe('2026-11-26')
    expect(new Date(found[1]?.at ?? 0).toISOString()).toBe('2026-11-26T23:00:00.000Z')
  })

  it('says on each day when nobody has planned to be there', () => {
    expect(found[0]?.holes.map(({ open }) => open)).toEqual(['before', 'after'])
    expect(found[1]?.holes.map(({ open }) => open)).toEqual(['before'])
    expect(found[2]?.holes.map(({ open }) => open)).toEqual(['after'])
    expect(found[3]?.holes.map(({ open }) => open)).toEqual(['whole'])
    expect(found[14]?.holes.map(({ open }) => open)).toEqual(['whole'])
  })

  it('puts a night on the day that it begins', () => {
    expect(found[1]?.times.map(({ name }) => name)).toEqual(['Per'])
    expect(found[2]?.times).toEqual([])
  })

  it('shows today what has begun already', () => {
    const later = days(COVER, OSLO, Date.parse('2026-11-28T01:00:00Z'))
    expect(later[0]?.times.map(({ name }) => name)).toEqual(['Per'])
  })

  it('keeps days of 23 and 25 hours whole', () => {
    const cover = { ...COVER, until: '2027-04-01T10:00:00Z', gaps: [], times: [] }
    const found = days(cover, OSLO, Date.parse('2027-03-26T10:00:00Z'))
    expect(found.map(({ date }) => date)).toEqual(
      ['26', '27', '28', '29', '30', '31'].map((day) => `2027-03-${day}`).concat('2027-04-01'),
    )
  })
})

describe('one’s own times', () => {
  const plan: ShiftCard = {
    id: 's',
    house: 'h',
    member: 'eva',
    starts: { wall: '2026-11-26T17:00', zone: OSLO },
    lasts: 4 * 3600,
    rule: 'FREQ=WEEKLY;BYDAY=TH',
    show: 'name',
    changes: [],
  }

  it('come from the plans on the phone', () => {
    const found = ownTimes([plan], 'eva', NOW)
    expect(found.map(({ occurrence }) => occurrence)).toEqual(['20261126T1700', '20261203T1700'])
    expect(new Date(found[0]?.starts ?? 0).toISOString()).toBe('2026-11-26T16:00:00.000Z')
  })

  it('leave out what is cancelled, given away, or after the end', () => {
    const changes = [{ occurrence: '20261126T1700', member: 'per', cancelled: false }]
    expect(ownTimes([{ ...plan, changes, until: '20261203T1700' }], 'eva', NOW)).toEqual([])
    expect(ownTimes([{ ...plan, changes }], 'per', NOW)).toHaveLength(1)
    const gone = [{ occurrence: '20261203T1700', cancelled: true }]
    expect(ownTimes([{ ...plan, changes: gone }], 'eva', NOW)).toHaveLength(1)
  })

  it('follow a time that was moved', () => {
    const starts = { wall: '2026-11-27T18:00', zone: OSLO }
    const changes = [{ occurrence: '20261126T1700', starts, cancelled: false }]
    const [first] = ownTimes([{ ...plan, changes }], 'eva', NOW)
    expect(new Date(first?.starts ?? 0).toISOString()).toBe('2026-11-27T17:00:00.000Z')
  })
})

it('writes the rule of a week', () => {
  expect(weekly(['TH', 'MO'], '')).toBe('FREQ=WEEKLY;BYDAY=MO,TH')
  expect(weekly(['TU'], '2026-12-24')).toBe('FREQ=WEEKLY;BYDAY=TU;UNTIL=20261224')
  expect(weekdayOf('2026-11-26')).toBe('TH')
})

it('lets a shift go past midnight', () => {
  expect(lasting('17:00', '21:00')).toBe(4 * 3600)
  expect(lasting('22:00', '08:00')).toBe(10 * 3600)
})
