/** What the worker does with a message and with a tap, on a stand-in for the browser around it. */
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { PushNotice } from '../protocol/types'

interface Shown {
  title: string
  options: NotificationOptions & { vibrate?: number[] }
  readonly tag?: string
  readonly data?: unknown
  close: () => void
}

const sent: { command: string; key: string; args: unknown }[] = []
let shown: Shown[] = []
let refuse = false
/** How often something was shown, whatever became of it. */
let times = 0
/** What comes up just now; who asks Chromium what is shown meanwhile makes it forget that. */
let rising = 0
let windows: { visibilityState: string }[] = []
const opened: string[] = []

vi.stubGlobal('self', {
  navigator: { language: 'nb-NO' },
  registration: {
    async showNotification(title: string, options: NotificationOptions) {
      shown = shown.filter((one) => one.options.tag !== options.tag)
      times += 1
      rising += 1
      // Each takes longer than the one before.
      for (let steps = 5 * times; steps > 0; steps--) await Promise.resolve()
      rising -= 1
      const { tag, data } = options
      const close = (): void => void (shown = shown.filter((other) => other !== one))
      const one: Shown = { title, options, data: data as unknown, close, ...(tag && { tag }) }
      shown.push(one)
    },
    getNotifications: async ({ tag }: { tag?: string } = {}) => {
      expect(rising).toBe(0)
      return shown.filter((one) => !tag || one.options.tag === tag)
    },
  },
  clients: {
    matchAll: async () => windows,
    openWindow: async (path: string) => void opened.push(path),
  },
})
vi.stubGlobal('fetch', async (path: string, asked: { body: string; headers: Record<string, string> }) => {
  const command = path.replace('/api/v1/commands/', '')
  sent.push({ command, key: asked.headers['Idempotency-Key'] ?? '', args: JSON.parse(asked.body) as unknown })
  return { ok: !refuse, json: async () => ({}) }
})

const { pushed, received, tapped } = await import('./notices')

const message = (more: Partial<PushNotice>): PushNotice => ({
  type: 'notice',
  notice: 'n1',
  kind: 'shift',
  tag: 't1',
  title: 'Noe du bør se på',
  actions: [],
  ...more,
})

const tap = (action: string): Promise<void> => {
  const [one] = shown
  if (!one) throw new Error('nothing is shown')
  return tapped({ data: one.options.data as unknown, close: one.close } as Notification, action)
}

const yesOrNo = (yes: string, no: string, args: Record<string, string>) => [
  { action: 'yes', title: 'Ja, det kan jeg', command: yes, args },
  { action: 'no', title: 'Nei', command: no, args },
]

beforeEach(() => {
  sent.length = 0
  opened.length = 0
  shown = []
  refuse = false
  times = 0
  windows = []
})

describe('a button answers without the app', () => {
  const company = { activity: 'a1', occurrence: 'a1.20261126T1800' }
  test.each([
    ['swap', 'swap:s1', 'Kan du bytte?', yesOrNo('shift.agree', 'shift.decline', { swap: 's1' })],
    ['offer', 'offer:l1', 'Kan du ta over?', yesOrNo('home.accept', 'home.decline', { lease: 'l1' })],
    [
      'company_asked',
      'activity:a1',
      'Blir du med?',
      yesOrNo('activity.answer', 'company.say', company),
    ],
  ] as const)('%s', async (kind, open, title, actions) => {
    for (const chosen of actions) {
      await pushed(message({ kind, open, title, actions: [...actions] }))
      expect(shown[0]?.options).toMatchObject({ actions: [{ action: 'yes' }, { action: 'no' }] })
      await tap(chosen.action)
      expect(sent.pop()).toEqual({ command: chosen.command, key: `n1-${chosen.action}`, args: chosen.args })
      expect(shown).toEqual([])
      expect(opened).toEqual([])
    }
  })

  test('what is refused opens the place where it can be seen', async () => {
    refuse = true
    const actions = yesOrNo('shift.agree', 'shift.decline', { swap: 's1' })
    await pushed(message({ kind: 'swap', open: 'swap:s1', actions }))
    await tap('yes')
    expect(opened).toEqual(['/#/vakter'])
  })
})

describe('the test before a shift', () => {
  const test1 = { kind: 'test', silent: true, title: 'Varsler virker' } as const

  test('makes no sound, says that it came, and goes', async () => {
    await pushed(message(test1))
    expect(sent).toEqual([{ command: 'push.confirm', key: 'n1', args: { notice: 'n1' } }])
    expect(shown).toEqual([])
  })

  test('stays without a sound while the server cannot be told', async () => {
    refuse = true
    await pushed(message(test1))
    expect(shown[0]?.options).toMatchObject({ silent: true })
    expect(shown[0]?.options.vibrate).toBeUndefined()
  })

  test('that somebody asked for is shown as ever', async () => {
    await pushed(message({ kind: 'test', title: 'Varsler virker' }))
    expect(shown[0]?.options.vibrate).toBeDefined()
    expect(shown[0]?.options.silent).toBeUndefined()
  })
})

test('the clock of a phone that is wrong silences no ring and hides nothing', async () => {
  const long_ago = '2020-01-01T00:00:00.000Z'
  for (const kind of ['ask', 'still_home'] as const) {
    await pushed(message({ kind, tag: kind, until: long_ago }))
    expect(shown.at(-1)?.options.vibrate).toBeDefined()
  }
  const fast = new Date(Date.now() - 16 * 60_000).toISOString()
  await pushed(message({ kind: 'reminder', tag: 'fast', until: fast }))
  expect(shown.at(-1)?.options.vibrate).toBeDefined()
  await pushed(message({ kind: 'reminder', tag: 'late', until: long_ago }))
  expect(shown.at(-1)?.options).toMatchObject({ tag: 'late', silent: true })
})

describe('every push shows something', () => {
  const data = (text: string): PushMessageData => ({ json: () => JSON.parse(text) as unknown }) as PushMessageData
  const withdrawn = (tag: string): PushMessageData =>
    data(JSON.stringify({ type: 'withdrawn', tag, title: 'Ingenting venter på deg' }))
  const quiet = { title: 'Ingenting venter på deg', options: { silent: true } }

  test.each([
    ['a message', data(JSON.stringify(message({ kind: 'message' })))],
    ['one that is over', data(JSON.stringify(message({ until: '2020-01-01T00:00:00.000Z' })))],
    ['a withdrawal of what is not shown', withdrawn('t9')],
    ['a withdrawal by an older server', data('{"type":"withdrawn","tag":"t1"}')],
    ['what a newer server may send', data('{"type":"news"}')],
    ['what is no JSON', data('<html>')],
    ['nothing at all', null],
  ])('%s', async (_, push) => {
    await received(push)
    expect(times).toBe(1)
    expect(shown).toHaveLength(1)
    expect(shown[0]?.title).toBeTruthy()
  })

  test('the last one that is taken away leaves a quiet line in its place', async () => {
    await pushed(message({ kind: 'ask', tag: 't1', title: 'Noen spør om du er der' }))
    await received(withdrawn('t1'))
    expect(shown).toMatchObject([quiet])
    expect(shown[0]?.options.vibrate).toBeUndefined()
    expect(shown[0]?.options).toMatchObject({ renotify: false, actions: [] })
  })

  test('beside another one, or before the open app, it goes', async () => {
    await pushed(message({ tag: 't1' }))
    await pushed(message({ tag: 't2' }))
    await received(withdrawn('t1'))
    expect(shown.map(({ options }) => options.tag)).toEqual(['t2'])
    windows = [{ visibilityState: 'visible' }]
    await received(withdrawn('t2'))
    expect(shown).toEqual([])
    expect(times).toBe(4)
  })

  test('however many come at once', async () => {
    const come = ['t1', 't2', 't3'].map((tag) => received(data(JSON.stringify(message({ tag, notice: tag })))))
    await Promise.all([...come, received(withdrawn('t2'))])
    expect(shown.map(({ options }) => options.tag)).toEqual(['t1', 't3'])
  })

  test('though the phone does not say who it belongs to', async () => {
    vi.useFakeTimers()
    vi.stubGlobal('indexedDB', { open: () => ({}) })
    const come = received(data(JSON.stringify(message({ kind: 'ask', plain: 'Noe nytt', title: 'Hemmelig' }))))
    await vi.advanceTimersByTimeAsync(2_000)
    await come
    expect(shown[0]?.title).toBe('Noe nytt')
    vi.stubGlobal('indexedDB', undefined)
    vi.useRealTimers()
  })

  test('the quiet line goes with the next notice, and there is never more than one', async () => {
    await received(withdrawn('t1'))
    await received(withdrawn('t2'))
    expect(shown).toMatchObject([quiet])
    await pushed(message({ tag: 't3' }))
    expect(shown.map(({ options }) => options.tag)).toEqual(['t3'])
  })
})
