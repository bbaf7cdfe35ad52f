import { describe, expect, it, vi } from 'vitest'
import { upload } from './door'

const parcel = { name: 'bilde.jpg', type: 'image/jpeg', data: new ArrayBuffer(8) }
const answers = (status: number, body: string): unknown =>
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })))

describe('a file that the server did not take', () => {
  it('is said to be too large, or wrong, by whoever stands in front of it too', async () => {
    answers(413, '<html>Request Entity Too Large</html>')
    expect(await upload('r1', parcel)).toMatchObject({ error: { code: 'too_large' } })
    answers(403, 'no')
    expect(await upload('r1', parcel)).toMatchObject({ error: { code: 'invalid' } })
    answers(400, JSON.stringify({ code: 'invalid', title: 'No picture.' }))
    expect(await upload('r1', parcel)).toEqual({ error: { code: 'invalid', title: 'No picture.' } })
  })

  it('is tried again where that may help', async () => {
    for (const status of [429, 502, 504]) {
      answers(status, 'later')
      await expect(upload('r1', parcel)).rejects.toMatchObject({ status })
    }
  })
})
