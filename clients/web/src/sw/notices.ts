/// <reference lib="webworker" />
/**
 * Notices outside the app: shown as the server wrote them, taken away when they are over, and
 * answered with one tap. Titles and texts are handed to the system as text and nothing else.
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

export async function pushed(message: PushNotice | PushWithdrawn): Promise<void> {
  if (message.type === 'withdrawn') return withdraw(message.tag)
  const confirmed = message.kind === 'test' && post('push.confirm', { notice: message.notice }, message.notice)
  if (message.until && Date.parse(message.until) < Date.now()) return
  const { notice, kind, tag, open = '', actions, silent, plain } = message
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
    icon: neutral ? '/neutral-192.png' : '/icon-192.png',
    data: held,
    actions: actions.map(({ action, title: words }) => ({ action, title: words })),
    ...(body && { body }),
  }
  await self.registration.showNotification(tame(title), options)
  if (!silent) await mark(true)
  // Browsers insist that something is shown; what nobody asked for leaves with its answer.
  if ((await confirmed) && silent) await withdraw(tag)
}

async function withdraw(tag: string): Promise<void> {
  for (const one of await self.registration.getNotifications({ tag })) one.close()
  if ((await self.registration.getNotifications()).length === 0) await mark(false)
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

/** The push service gave this phone another address: tell the server, or nothing comes again. */
export async function resubscribed(): Promise<void> {
  const response = await fetch('/api/v1/push/key')
  const { key } = (await response.json()) as { key: string }
  const subscription = await self.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  })
  await post('push.subscribe', subscription.toJSON(), `push-${Date.now()}`)
}
