import { afterEach, describe, expect, it, vi } from 'vitest'
import { address, ask, AskError } from './ask'
import { readEntry } from './door'

afterEach(() => vi.unstubAllGlobals())

function answers(status: number, body: object = {}): void {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(body, { status })))
}

it('says in an address what there is to say', () => {
  expect(address('/api/v1/search', { q: 'kaffe & kake', room: '', before: undefined, limit: 0 })).toBe(
    '/api/v1/search?q=kaffe+%26+kake&limit=0',
  )
  expect(address('/api/v1/me')).toBe('/api/v1/me')
})

describe('a question', () => {
  it('does not wait for good on a dead line', async () => {
    let given: AbortSignal | null | undefined
    vi.stubGlobal('fetch', (_: string, { signal }: RequestInit) => {
      given = signal
      return Promise.reject(new DOMException('', 'TimeoutError'))
    })
    await expect(ask('/api/v1/me')).rejects.toEqual(new AskError(0))
    expect(given).toBeInstanceOf(AbortSignal)
  })

  it('fails in one way, whatever was wrong', async () => {
    answers(403)
    await expect(ask('/api/v1/me')).rejects.toMatchObject({ status: 403, passes: false })
    answers(503)
    await expect(ask('/api/v1/me')).rejects.toMatchObject({ status: 503, passes: true })
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('<html>')))
    await expect(ask('/api/v1/me')).rejects.toBeInstanceOf(AskError)
  })
})

describe('one entry', () => {
  it('is nothing where it may not be read, and asked for again where the server could not', async () => {
    answers(404)
    expect(await readEntry('room:r1', 7)).toBeNull()
    answers(503)
    await expect(readEntry('room:r1', 7)).rejects.toBeInstanceOf(AskError)
    answers(200, { entries: [{ seq: 8 }] })
    expect(await readEntry('room:r1', 7)).toBeNull()
  })
})
