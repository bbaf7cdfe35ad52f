/** What the worker does with a message and with a tap, on a stand-in for the browser around it. */
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { PushNotice } from '../protocol/types'

interface Shown {
  title: string
  options: NotificationOptions & { vibrate?: number[] }
  close: () => void
}

const sent: { command: string; key: string; args: unknown }[] = []
let shown: Shown[] = []
let refuse = false
const opened: string[] = []

vi.stubGlobal('self', {
  navigator: {},
  registration: {
    async showNotification(title: string, options: NotificationOptions) {
      shown = shown.filter((one) => one.options.tag !== options.tag)
      const one: Shown = { title, options, close: () => (shown = shown.filter((other) => other !== one)) }
      shown.push(one)
    },
    getNotifications: async ({ tag }: { tag?: string } = {}) =>
      shown.filter((one) => !tag || one.options.tag === tag),
  },
  clients: {
    matchAll: async () => [],
    openWindow: async (path: string) => void opened.push(path),
  },
})
vi.stubGlobal('fetch', async (path: string, asked: { body: string; headers: Record<string, string> }) => {
  const command = path.replace('/api/v1/commands/', '')
  sent.push({ command, key: asked.headers['Idempotency-Key'] ?? '', args: JSON.parse(asked.body) as unknown })
  return { ok: !refuse, json: async () => ({}) }
})

const { pushed, tapped } = await import('./notices')

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

test('what comes after its last moment is not shown', async () => {
  await pushed(message({ until: '2020-01-01T00:00:00.000Z' }))
  expect(shown).toEqual([])
})
