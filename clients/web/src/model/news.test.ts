import { expect, it } from 'vitest'
import type { Entry, Json } from '../protocol/types'
import { about, fresh, heard } from './news'

const NOW = Date.parse('2026-11-26T12:00:00Z')
let seq = 0
const entry = (kind: string, body: Record<string, Json>, at = '2026-11-26T11:00:00Z'): Entry => ({
  seq: ++seq,
  at,
  kind,
  by: 'clock',
  body,
})
const asked = (name: string): Entry =>
  entry('company.asked', {
    activity: 'a',
    occurrence: 'a.1',
    starts_at: '2026-11-26T17:00:00Z',
    title: 'Tur',
    member: { id: name, name },
  })

it('keeps what concerns oneself, and passes over the rest', () => {
  const news = heard([], [asked('ola'), entry('message.sent', {}), asked('anja')], NOW)
  expect(news.map(({ kind }) => kind)).toEqual(['company.asked', 'company.asked'])
  expect(about(news[0]!)).toEqual({ activity: 'a', occurrence: 'a.1' })
})

it('says the newest of one thing, once', () => {
  const activity = { id: 'a', title: 'Tur' }
  const first = entry('invitation.changed', { activity, occurrence: 'a.1', words: 'en' })
  const last = entry('invitation.cancelled', { activity, occurrence: 'a.1' })
  const news = heard(heard([], [first], NOW), [last, last], NOW)
  expect(news.map(({ kind }) => kind)).toEqual(['invitation.cancelled'])
})

it('forgets what is over', () => {
  const news = heard([], [asked('ola'), entry('missing.noticed', { activity: 'a', occurrence: 'a.1', member: 'per' })], NOW)
  expect(news).toHaveLength(2)
  expect(fresh(news, Date.parse('2026-11-26T17:00:00Z')).map(({ kind }) => kind)).toEqual(['missing.noticed'])
  expect(fresh(news, NOW + 4 * 86_400_000)).toEqual([])
})

it('knows whom a word beside an answer is from', () => {
  const answer = { activity: 'a', occurrence: 'a.1', member: 'ola' }
  expect(about({ body: { answer, note: 'Kommer litt sent' } })).toEqual({ activity: 'a', occurrence: 'a.1' })
})

it('tells of a call that nobody took, and of a shift that has begun, for some hours', () => {
  const entries = [
    entry('ask.stopped', { ask: 'q1', why: 'taken' }),
    entry('ask.stopped', { ask: 'q2', why: 'handed_over' }),
    entry('shift.begun', { shift: 's', occurrence: 's.1', starts_at: '2026-11-26T10:45:00Z' }),
  ]
  const news = heard([], entries, NOW)
  expect(news.map(({ kind }) => kind).sort()).toEqual(['ask.stopped', 'shift.begun'])
  expect(fresh(news, NOW + 4 * 3_600_000).map(({ kind }) => kind)).toEqual(['ask.stopped'])
})
