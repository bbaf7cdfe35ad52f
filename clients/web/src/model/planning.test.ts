import { describe, expect, it } from 'vitest'
import { changed, lasts, planned, ruleOf, type Changed, type Form } from './planning'

const FORM: Form = {
  title: 'Tur',
  place: 'Ved porten',
  meet: 'Brua',
  bring: '',
  max: 8,
  day: '2026-12-17',
  from: '18:00',
  to: '20:00',
}
const AT: Changed = {
  which: 'all',
  time: 'a.20261217T1800',
  zone: 'Europe/Oslo',
  lasts: 7200,
  planned: '2026-11-26T18:00',
}

describe('a change says what is different, and nothing else', () => {
  it('says nothing when nothing is', () => {
    expect(changed(FORM, { ...FORM }, AT)).toBeNull()
    expect(changed(FORM, { ...FORM, meet: ' Brua ' }, AT)).toBeNull()
  })

  it('moves no time when only words are changed', () => {
    expect(changed(FORM, { ...FORM, bring: 'Lykt' }, AT)).toEqual({ which: 'all', bring: 'Lykt' })
  })

  it('takes away what is emptied', () => {
    const said = changed(FORM, { ...FORM, meet: '', max: null }, { ...AT, which: 'later' })
    expect(said).toEqual({ which: 'later', occurrence: AT.time, clear: ['meet_at', 'max'] })
  })

  it('gives all another hour on the days that they have', () => {
    const said = changed(FORM, { ...FORM, from: '19:00', to: '21:00' }, AT)
    expect(said).toEqual({ which: 'all', starts: { wall: '2026-11-26T19:00', zone: 'Europe/Oslo' } })
  })

  it('moves all by as many days as the one that was looked at', () => {
    const said = changed(FORM, { ...FORM, day: '2026-12-18' }, AT)
    expect(said?.starts).toEqual({ wall: '2026-11-27T18:00', zone: 'Europe/Oslo' })
  })

  it('moves all to another day by the next one, where that stands on its day', () => {
    const said = changed(FORM, { ...FORM, day: '2026-12-21' }, { ...AT, from: 'a.20261126T1800' })
    expect(said).toEqual({
      which: 'later',
      occurrence: 'a.20261126T1800',
      starts: { wall: '2026-11-30T18:00', zone: 'Europe/Oslo' },
    })
  })

  it('leaves the days of later ones as they are, though the one that was looked at was moved', () => {
    const later: Changed = { ...AT, which: 'later', planned: '2026-12-15T18:00' }
    const said = changed(FORM, { ...FORM, from: '19:00', to: '21:00' }, later)
    expect(said?.starts?.wall).toBe('2026-12-15T19:00')
  })

  it('moves one time to where it is put, in the zone that it has', () => {
    const one: Changed = { ...AT, which: 'one', zone: 'UTC' }
    expect(changed(FORM, { ...FORM, day: '2026-12-19' }, one)).toEqual({
      which: 'one',
      occurrence: AT.time,
      starts: { wall: '2026-12-19T18:00', zone: 'UTC' },
    })
  })

  it('keeps the nights of a weekend', () => {
    const weekend: Changed = { ...AT, lasts: 2 * 86_400 + 7200 }
    expect(changed(FORM, { ...FORM, to: '21:00' }, weekend)).toEqual({ which: 'all', lasts: 2 * 86_400 + 10_800 })
  })
})

it('plans what was filled in', () => {
  expect(planned({ ...FORM, meet: '', bring: ' ', max: null }, 'Europe/Oslo')).toEqual({
    title: 'Tur',
    place: 'Ved porten',
    starts: { wall: '2026-12-17T18:00', zone: 'Europe/Oslo' },
    lasts: 7200,
  })
})

it('means the next day when it ends before it starts', () => {
  expect(lasts({ ...FORM, from: '22:00', to: '02:00' })).toBe(4 * 3600)
})

it('repeats on its own day and those that are chosen', () => {
  expect(ruleOf('once', '2026-12-17')).toBeUndefined()
  expect(ruleOf('weekly', '2026-12-17')).toBe('FREQ=WEEKLY;BYDAY=TH')
  expect(ruleOf('weekly', '2026-12-17', ['TU'])).toBe('FREQ=WEEKLY;BYDAY=TU,TH')
  expect(ruleOf('fortnightly', '2026-12-15')).toBe('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU')
})
