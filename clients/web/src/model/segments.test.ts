import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ActivityCard, SegmentCard } from '../protocol/types'
import { timeAt, timesOf, unread } from './segments'

interface Case {
  card: ActivityCard
  now: string
  before: string
  told: string[]
  times: { id: string; planned: string; starts: string; ends: string; cancelled: boolean; place: string; bring?: string }[]
}

/** Written by tests/kit/series_vectors.py, from what the server tells of series that were changed at random. */
const CASES = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors/times.json'), 'utf8')) as Case[]

const iso = (moment: number): string => `${new Date(moment).toISOString().slice(0, 19)}Z`

describe('the phone works out what the server tells', () => {
  it.each(CASES.map((one, at) => [at, one] as const))('of series %i', (_at, { card, now, before, told, times }) => {
    const found = timesOf(card, Date.parse(now), Date.parse(before), told)
    const shown = found
      .sort((a, b) => a.starts - b.starts || (a.id < b.id ? -1 : 1))
      .map(({ id, planned, starts, ends, cancelled, details = card }) => ({
        id,
        planned,
        starts: iso(starts),
        ends: iso(ends),
        cancelled,
        place: details.place,
        ...(details.bring && { bring: details.bring }),
      }))
    expect(shown).toEqual(times)
    for (const one of found) expect(timeAt(card, one.id)).toEqual(one)
  })
})

const OSLO = 'Europe/Oslo'
const WEEKLY: SegmentCard = {
  since: '20261126T1800',
  starts: { wall: '2026-11-26T18:00', zone: OSLO },
  lasts: 7200,
  rule: 'FREQ=WEEKLY',
  moved: 0,
  cancelled: false,
}
const card = (segments: SegmentCard[], more: Partial<ActivityCard> = {}): ActivityCard => ({
  ...WEEKLY,
  id: 'a',
  title: 'Tur',
  place: 'Porten',
  cancelled_occurrences: [],
  ...segments.at(-1),
  segments,
  ...more,
})
const at = (text: string): number => Date.parse(text)
const shown = (one: ActivityCard, from: string, to: string, told?: string[]): string[] =>
  timesOf(one, at(from), at(to), told).map(({ id, at: { wall } }) => `${id.slice(2)} ${wall}`)

describe('a card', () => {
  it('keeps the ids of its times when the hour is another, and the days are', () => {
    const moved = card([WEEKLY, { ...WEEKLY, since: '20261203T1800', starts: { wall: '2026-12-04T20:30', zone: OSLO }, moved: 1 }])
    expect(shown(moved, '2026-11-26T12:00Z', '2026-12-12T12:00Z')).toEqual([
      '20261126T1800 2026-11-26T18:00',
      '20261203T1800 2026-12-04T20:30',
      '20261210T1800 2026-12-11T20:30',
    ])
  })

  it('says of this week what holds this week', () => {
    const details = { title: 'Tur', place: 'Porten', leader: 'eva' }
    const brua = card([{ ...WEEKLY, details }, { ...WEEKLY, since: '20270107T1800' }], { place: 'Brua', max: 4 })
    expect(timeAt(brua, 'a.20261203T1800')?.details).toEqual(details)
    expect(timeAt(brua, 'a.20270107T1800')?.details).toBeUndefined()
  })

  it('shows one that was moved where it is, and not where its rule would have it', () => {
    const singles = [{ id: 'a.20261126T1800', starts: { wall: '2027-02-02T10:00', zone: OSLO }, lasts: 3600, cancelled: false }]
    const moved = card([WEEKLY], { singles })
    expect(shown(moved, '2026-11-20T12:00Z', '2026-12-04T12:00Z')).toEqual(['20261203T1800 2026-12-03T18:00'])
    expect(shown(moved, '2027-02-02T09:30Z', '2027-02-03T12:00Z')).toEqual(['20261126T1800 2027-02-02T10:00'])
  })

  it('keeps what has begun until it ends', () => {
    expect(shown(card([WEEKLY]), '2026-11-26T18:59Z', '2026-11-27T12:00Z')).toHaveLength(1)
    expect(shown(card([WEEKLY]), '2026-11-26T19:00Z', '2026-11-27T12:00Z')).toHaveLength(0)
  })

  it('takes from the server when a rule happens that only it reads, and all else from itself', () => {
    const first = { ...WEEKLY, rule: 'FREQ=MONTHLY;BYDAY=-1TH', starts: { wall: '2026-11-26T19:00', zone: OSLO } }
    expect(unread(card([WEEKLY]))).toEqual([])
    expect(unread(card([first]))).toHaveLength(1)
    const span = ['2026-11-20T12:00Z', '2027-02-01T12:00Z'] as const
    expect(shown(card([first]), ...span)).toEqual(['20261126T1800 2026-11-26T19:00'])
    expect(shown(card([first]), ...span, ['a.20261231T1800', 'a.20261126T1800'])).toEqual([
      '20261126T1800 2026-11-26T19:00',
      '20261231T1800 2026-12-31T19:00',
    ])
  })

  it('of before there were segments is read by what it says of itself', () => {
    const { segments: _, ...old } = card([WEEKLY])
    const ended = { ...old, cancelled_occurrences: ['a.20261203T1800'], cancelled_from: 'a.20261210T1800' }
    const found = timesOf(ended, at('2026-11-20T12:00Z'), at('2027-02-01T12:00Z'))
    expect(found.map(({ id, cancelled }) => [id, cancelled])).toEqual([
      ['a.20261126T1800', false],
      ['a.20261210T1800', true],
      ['a.20261203T1800', true],
    ])
  })

  it('knows no time by what is no id', () => {
    for (const id of ['', 'a', 'a.x', 'a.20261399T1800']) expect(timeAt(card([WEEKLY]), id)).toBeNull()
  })
})
