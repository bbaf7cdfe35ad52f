/** When the app looks whether the server reaches this phone, and what it does where it does not. */
import { beforeEach, describe, expect, test, vi } from 'vitest'

const did: string[] = []
let phone = 'on'
let offline = false
let refused = false

vi.mock('../platform/push', () => ({
  reach: async () => phone,
  renewed: async (known: boolean) => {
    if (offline) throw new Error('no network')
    did.push(known ? 'same or new' : 'new')
    return { endpoint: 'https://push.example.org/a', keys: { p256dh: 'a', auth: 'b' } }
  },
  unsubscribe: async () => undefined,
}))
vi.mock('./session.svelte', () => {
  const session = {
    meta: {} as Record<string, unknown>,
    remember: async (more: Record<string, unknown>) => void Object.assign(session.meta, more),
    run: async (name: string) => session.engine.run(name),
    engine: {
      run: async (name: string) => {
        did.push(name)
        return refused ? { error: {} } : { ok: {} }
      },
    },
  }
  return { session }
})
vi.mock('./speech.svelte', () => ({ speech: { words: {} } }))

const { session } = await import('./session.svelte')
const { reached } = await import('./reached.svelte')

/** The line is up, and what was missed has come. */
async function connect(known: boolean): Promise<void> {
  const leave = reached.watch(known)
  await vi.advanceTimersByTimeAsync(5_000)
  leave()
}

beforeEach(async () => {
  vi.useFakeTimers()
  phone = 'on'
  session.meta.notices = 'off'
  await connect(false)
  delete (session.meta as Record<string, unknown>).notices
  did.length = 0
  offline = refused = false
})

describe('at each start', () => {
  test('the server is told the address that the browser has now', async () => {
    await connect(true)
    expect(did).toEqual(['same or new', 'push.subscribe'])
    await connect(true)
    expect(did).toHaveLength(2)
  })

  test('a phone that the server has lost is given a new address', async () => {
    await connect(false)
    expect(did).toEqual(['new', 'push.subscribe'])
  })

  test('what was never switched on stays off', async () => {
    phone = 'off'
    await connect(false)
    expect(did).toEqual([])
  })

  test('a browser that has lost it while the server has not subscribes again', async () => {
    phone = 'off'
    await connect(true)
    expect(did).toEqual(['same or new', 'push.subscribe'])
  })
})

test('what fails without a network is done at the next connection', async () => {
  offline = true
  await connect(false)
  expect(did).toEqual([])
  phone = 'off' // The dead address is gone from the browser by now.
  offline = false
  await connect(false)
  expect(did).toEqual(['new', 'push.subscribe'])
})

test('what the server refuses is tried again, too', async () => {
  refused = true
  await connect(true)
  refused = false
  await connect(true)
  expect(did).toEqual(['same or new', 'push.subscribe', 'same or new', 'push.subscribe'])
})

test('an end that is heard while the app is open mends it', async () => {
  await connect(true)
  did.length = 0
  await connect(false)
  expect(did).toEqual(['new', 'push.subscribe'])
})

test('off is off, and the server hears it when it can', async () => {
  await reached.off()
  did.length = 0
  await connect(false)
  expect(did).toEqual([])
  await connect(true)
  expect(did).toEqual(['push.unsubscribe'])
})
