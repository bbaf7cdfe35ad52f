import { describe, expect, it } from 'vitest'
import type { LightChanged } from '../protocol/types'
import { holdsFor, shown, SILENT_AFTER } from './light'

const AT = Date.parse('2026-11-26T17:00:00Z')
const MINUTE = 60_000

const light = (minutes: number): LightChanged => ({
  house: 'h1',
  state: 'home',
  who: [{ state: 'home', until: new Date(AT + minutes * MINUTE).toISOString(), name: 'Eva' }],
  valid_until: new Date(AT + minutes * MINUTE).toISOString(),
})

describe('the light on the phone', () => {
  it('shows what the server said while that holds', () => {
    expect(shown(light(60), AT, AT)).toMatchObject({ state: 'home', who: [{ name: 'Eva' }] })
  })

  it('is unknown from the very moment until which it was valid', () => {
    const end = AT + 60 * MINUTE
    expect(shown(light(60), end - 1, end - 1).state).toBe('home')
    expect(shown(light(60), end, end)).toEqual({
      state: 'unknown',
      who: [],
      next: null,
      reason: 'expired',
    })
  })

  it('is unknown when the server has not been heard for 90 s, and says since when', () => {
    expect(shown(light(60), AT + SILENT_AFTER, AT).state).toBe('home')
    expect(shown(light(60), AT + SILENT_AFTER + 1, AT)).toMatchObject({
      state: 'unknown',
      reason: 'contact',
      since: AT,
    })
  })

  it('is unknown when the phone’s clock went back behind what was heard', () => {
    expect(shown(light(60), AT - 5_000, AT).state).toBe('home')
    expect(shown(light(60), AT - 5_001, AT)).toMatchObject({ state: 'unknown', reason: 'contact', since: AT })
    expect(shown(light(600), AT - 3 * 60 * MINUTE, AT).state).toBe('unknown')
  })

  it('is unknown before anything was heard', () => {
    expect(shown(undefined, AT, AT)).toMatchObject({ state: 'unknown', reason: 'never' })
  })

  it('asks to be looked at again when it can change by itself', () => {
    expect(holdsFor(light(60), AT, AT)).toBe(60_000)
    expect(holdsFor(light(60), AT, AT - 80_000)).toBe(10_000)
    expect(holdsFor(light(0.5), AT, AT)).toBe(30_000)
  })
})
