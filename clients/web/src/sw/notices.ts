/// <reference lib="webworker" />
/**
 * Notices outside the app: shown as the server wrote them, taken away when they are over, and
 * answered with one tap. Titles and texts are handed to the system as text and nothing else.
 *
 * Every push shows something. WebKit ends the subscription of a site after a few pushes that have
 * shown nothing, Firefox after a number of them, and Chromium says in its own words that the site
 * did something: the last two look at what is still shown afterwards. So what is taken away is
 * first replaced, without a sound, and closed only where another notice of ours or the open app is
 * to be seen; the last one stays as a quiet line until the app is opened or something new comes.
 */
import { atTheDoor } from '../platform/idb'
import { tame } from '../sync/wire'
import type { PushAction, PushNotice, PushWithdrawn } from '../protocol/types'

declare const self: ServiceWorkerGlobalScope

const INSISTENT = new Set(['ask', 'still_home'])

type Done = Record<string, unknown>

interface Held {
  notice: string
  open: string
  actions: PushAction[]
}

/** What the browser's types do not know yet (Notifications API, WHATWG). */
interface Options extends NotificationOptions {
  actions: { action: string; title: string }[]
  renotify: boolean
  vibrate?: number[]
}

/** For what this worker cannot read, as a newer server may send it. */
const SOMETHING: Record<string, string> = { nb: 'Noe nytt', nn: 'Noko nytt', en: 'Something new' }

/** How wrong (ms) the clock of a phone may be: what is later than this makes no sound. */
const WRONG_BY = 3_600_000

/** A push as it arrives: whatever it holds, something is shown. */
export async function received(data: PushMessageData | null): Promise<void> {
  let message: PushNotice | PushWithdrawn | undefined
  try {
    const read = data?.json() as PushNotice | PushWithdrawn
    if (read.type === 'notice' || read.type === 'withdrawn') message = read
  } catch {
    // It is shown as something, below.
  }
  await (message ? pushed(message) : inTurn(() => quietly(something(), 'something')))
}

let turn: Promise<unknown> = Promise.resolve()

/** One after another: a Chromium that is asked what is shown while something comes up forgets the latter. */
function inTurn(work: () => Promise<void>): Promise<void> {
  const done = turn.then(work)
  turn = done.catch(() => undefined)
  return done
}

function something(): string {
  const language = self.navigator.language?.slice(0, 2).replace('no', 'nb') ?? ''
  return SOMETHING[language] ?? 'Something new'
}

export async function pushed(message: PushNotice | PushWithdrawn): Promise<void> {
  if (message.type === 'withdrawn') return inTurn(() => withdraw(message.tag, message.title ?? something()))
  const confirmed = message.kind === 'test' && post('push.confirm', { notice: message.notice }, message.notice)
  const silent = message.silent || isLate(message)
  await inTurn(() => bring(message, silent))
  // What nobody asked for leaves with its answer; it is one push before a shift.
  if ((await confirmed) && silent) await inTurn(() => close(message.tag))
}

async function bring(message: PushNotice, silent: boolean): Promise<void> {
  const { notice, kind, tag, open = '', actions, plain } = message
  const { locked, neutral } = await atTheDoor()
  // Behind a lock nobody reads who wrote and what, whatever the member has chosen elsewhere.
  const hushed = locked && plain !== undefined
  const title = hushed ? plain : message.title
  const body = hushed ? undefined : message.body
  const held: Held = { notice, open, actions }
  const options: Options = {
    tag,
    renotify: INSISTENT.has(kind),
    requireInteraction: INSISTENT.has(kind),
    // A browser refuses to show what is silent and yet to vibrate.
    ...(silent ? { silent } : { vibrate: kind === 'ask' ? [200, 100, 200, 100, 400] : [120] }),
    icon: icon(neutral),
    data: held,
    actions: actions.map(({ action, title: words }) => ({ action, title: words })),
    ...(body && { body }),
  }
  await self.registration.showNotification(tame(title), options)
  for (const one of await shown()) if (isQuiet(one) && one.tag !== tag) one.close()
  if (!silent) await mark(true)
}

/**
 * Whether it came after its last moment, as far as this phone can know: its clock may be wrong. The
 * server takes back a ring and a question when they are over, and whether they are it knows alone.
 */
const isLate = ({ kind, until }: PushNotice): boolean =>
  !INSISTENT.has(kind) && until !== undefined && Date.parse(until) + WRONG_BY < Date.now()

const icon = (neutral: boolean): string => (neutral ? '/neutral-192.png' : '/icon-192.png')

const shown = (tag?: string): Promise<Notification[]> => self.registration.getNotifications(tag ? { tag } : {})

const isQuiet = (one: Notification): boolean => (one.data as Held | undefined)?.notice === ''

/** A line without a sound, which nothing can be answered to. */
async function quietly(title: string, tag: string): Promise<void> {
  const held: Held = { notice: '', open: '', actions: [] }
  const { neutral } = await atTheDoor()
  const options: Options = { tag, renotify: false, silent: true, icon: icon(neutral), data: held, actions: [] }
  await self.registration.showNotification(tame(title), options)
}

async function withdraw(tag: string, title: string): Promise<void> {
  await quietly(title, tag)
  const others = (await shown()).some((one) => one.tag !== tag)
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (others || windows.some((one) => one.visibilityState === 'visible')) await close(tag)
  await unmark()
}

async function close(tag: string): Promise<void> {
  for (const one of await shown(tag)) one.close()
  await unmark()
}

/** Without a notice that says something there is nothing to have a dot for. */
async function unmark(): Promise<void> {
  if ((await shown()).every(isQuiet)) await mark(false)
}

/** A dot on the icon while the app is closed; open, it knows the number itself. */
async function mark(on: boolean): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (windows.length > 0 || !('setAppBadge' in self.navigator)) return
  await (on ? self.navigator.setAppBadge() : self.navigator.clearAppBadge()).catch(() => undefined)
}

/** A button does what it says without the app; the rest of the notice opens the right place. */
export async function tapped(notification: Notification, action: string): Promise<void> {
  notification.close()
  const { notice, open, actions } = notification.data as Held
  const chosen = actions.find((one) => one.action === action)
  const done = chosen && (await post(chosen.command, chosen.args, `${notice}-${action}`))
  // Whoever takes a call has three minutes for the first words: the room opens at once.
  if (chosen?.command === 'ask.take' && done) await show(place(`room:${roomOf(done)}`))
  else if (!done) await show(place(open))
}

const roomOf = ({ room }: Done): string => (room as { id: string }).id

const PLACES: Record<string, string> = { room: '/rom/', activity: '/sammen/' }
const SCREENS: Record<string, string> = {
  device: '/enheter',
  unreachable: '/varsler',
  shift: '/vakter',
  swap: '/vakter',
  crisis: '/numre',
}

function place(open: string): string {
  const [kind = '', id = ''] = open.split(':', 2)
  const path = PLACES[kind]
  return path ? path + id : (SCREENS[kind] ?? '/')
}

async function show(path: string): Promise<void> {
  const [open] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (!open) {
    await self.clients.openWindow(`/#${path}`)
    return
  }
  open.postMessage({ go: path })
  await open.focus()
}

/** Carries out a command with the cookie of this phone; its result, or null where it was refused. */
async function post(command: string, args: unknown, id: string): Promise<Done | null> {
  try {
    const response = await fetch(`/api/v1/commands/${command}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': id },
      body: JSON.stringify(args),
    })
    return response.ok ? ((await response.json()) as Done) : null
  } catch {
    return null
  }
}

/**
 * The push service gave this phone another address: tell the server, or nothing comes again. Where
 * that fails, the app does it when it is opened.
 */
export async function resubscribed(): Promise<void> {
  const response = await fetch('/api/v1/push/key')
  const { key } = (await response.json()) as { key: string }
  const subscription = await self.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  })
  await post('push.subscribe', subscription.toJSON(), `push-${Date.now()}`)
}
