import { describe, expect, it } from 'vitest'
import type { ActivityCard, AnswerCard, Json } from '../protocol/types'
import { openAt, opensNext, type NumberToCall } from './crisis'
import { parse, times } from './recur'
import type { View } from './states'
import { asUtc, asWall, momentOf, wallAt } from './wall'
import { occurrences, said, waiting, waitingList } from './week'

const OSLO = 'Europe/Oslo'
const iso = (moment: number): string => new Date(moment).toISOString()

describe('wall time', () => {
  it('is what the clock in Oslo shows, summer and winter', () => {
    expect(iso(momentOf(asUtc('2026-11-26T18:00'), OSLO))).toBe('2026-11-26T17:00:00.000Z')
    expect(iso(momentOf(asUtc('2026-07-02T18:00'), OSLO))).toBe('2026-07-02T16:00:00.000Z')
    expect(asWall(wallAt(Date.parse('2026-11-26T17:00:00Z'), OSLO))).toBe('2026-11-26T18:00')
  })

  it('moves one that summer time skips forward, and takes the first of one that comes twice', () => {
    expect(iso(momentOf(asUtc('2026-03-29T02:30'), OSLO))).toBe('2026-03-29T01:30:00.000Z')
    expect(iso(momentOf(asUtc('2026-10-25T02:30'), OSLO))).toBe('2026-10-25T00:30:00.000Z')
  })
})

describe('rules', () => {
  const thursdays = (rule: string, limit?: number): string[] =>
    [...times('2026-11-26T18:00', rule, '2026-11-26T00:00', '2027-03-01T00:00')].slice(0, limit)

  it('give every Thursday, by the wall', () => {
    expect(thursdays('FREQ=WEEKLY;BYDAY=TH', 3)).toEqual([
      '2026-11-26T18:00',
      '2026-12-03T18:00',
      '2026-12-10T18:00',
    ])
  })

  it('know Tuesdays and Thursdays, every other week, an end and a number', () => {
    expect(thursdays('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=4')).toEqual([
      '2026-11-26T18:00',
      '2026-12-08T18:00',
      '2026-12-10T18:00',
      '2026-12-22T18:00',
    ])
    expect(thursdays('FREQ=WEEKLY;UNTIL=20261203')).toHaveLength(2)
    expect(thursdays('FREQ=DAILY;COUNT=3')).toHaveLength(3)
  })

  it('give the first time of those that only the server reads', () => {
    expect(parse('FREQ=MONTHLY;BYDAY=1MO')).toBeNull()
    expect(thursdays('FREQ=MONTHLY;BYDAY=1MO')).toEqual(['2026-11-26T18:00'])
  })
})

describe('the week', () => {
  const walk: ActivityCard = {
    id: 'a1',
    title: 'Torsdagstur',
    house: 'h1',
    starts: { wall: '2026-11-26T18:00', zone: OSLO },
    lasts: 7200,
    rule: 'FREQ=WEEKLY;BYDAY=TH',
    place: 'porten',
    cancelled: false,
    cancelled_occurrences: ['a1.20261203T1800'],
  }
  const view = (answers: AnswerCard[], card: ActivityCard = walk): View => ({
    me: 'ola',
    device: 'd1',
    queue: [],
    live: true,
    heard: 0,
    streams: new Map([
      ['house:h1', { seq: 1, state: { members: [], activities: [card], answers } as unknown as Record<string, Json> }],
      ['member:ola', { seq: 1, state: { invitations: [card] } as unknown as Record<string, Json> }],
    ]),
  })
  const from = Date.parse('2026-11-26T18:30:00Z')

  it('shows one that is going on, each once, and which are cancelled', () => {
    const found = occurrences(view([]), from, from + 14 * 86_400_000)
    expect(found.map(({ id, cancelled }) => [id, cancelled])).toEqual([
      ['a1.20261126T1800', false],
      ['a1.20261203T1800', true],
      ['a1.20261210T1800', false],
    ])
  })

  it('takes the answer to this time before the one to every time', () => {
    const answer = (occurrence: string, answer: 'coming' | 'no'): AnswerCard => ({
      activity: 'a1',
      occurrence,
      member: 'ola',
      answer,
    })
    const answers = [answer('a1.20261126T1800', 'no'), answer('all', 'coming')]
    const found = occurrences(view(answers), from, from + 15 * 86_400_000)
    expect(found.map((one) => said(one, 'coming').length)).toEqual([0, 1, 1])
  })

  it('counts as coming only those who have a place, and the others in their turn', () => {
    const answers = ['per', 'eva', 'ola', 'anja'].map((member, turn) => ({
      activity: 'a1',
      occurrence: 'a1.20261126T1800',
      member,
      answer: 'coming' as const,
      turn: 9 - turn,
    }))
    const [one] = occurrences(view(answers, { ...walk, max: 2 }), from, from + 86_400_000)
    expect(one && said(one, 'coming')).toEqual(['anja', 'ola'])
    expect(one && waitingList(one)).toEqual(['eva', 'per'])
    expect(one && waiting(one, 'per')).toBe(2)
    expect(one && waiting(one, 'ola')).toBe(0)
  })

  it('shows of a rest that is cancelled the first time alone', () => {
    const ended = { ...walk, cancelled: true, cancelled_from: 'a1.20261210T1800' }
    const found = occurrences(view([], ended), from, from + 35 * 86_400_000)
    expect(found.map(({ id }) => id.slice(3))).toEqual(['20261126T1800', '20261203T1800', '20261210T1800'])
  })
})

describe('numbers to call', () => {
  const at = (wall: string): number => momentOf(asUtc(wall), OSLO)
  const weekdays: NumberToCall = {
    id: 'rus',
    name: 'RUSinfo',
    about: '',
    number: null,
    always: false,
    spans: [
      { opens: at('2026-11-27T11:00'), closes: at('2026-11-27T18:00') },
      { opens: at('2026-11-30T11:00'), closes: at('2026-11-30T18:00') },
    ],
    checked: null,
  }

  it('are open until the moment at which they close', () => {
    expect(openAt(weekdays, at('2026-11-27T17:59'))).toBe(true)
    expect(openAt(weekdays, at('2026-11-27T18:00'))).toBe(false)
    expect(openAt(weekdays, at('2026-11-28T12:00'))).toBe(false)
  })

  it('say when they open next, as far as is known', () => {
    expect(opensNext(weekdays, at('2026-11-27T18:00'))).toBe(at('2026-11-30T11:00'))
    expect(opensNext(weekdays, at('2026-12-01T18:00'))).toBeNull()
  })
})
