/// <reference lib="webworker" />
/**
 * Notices outside the app: shown as the server wrote them, taken away when they are over, and
 * answered with one tap. Titles and texts are handed to the system as text and nothing else.
 */
import type { PushAction, PushNotice, PushWithdrawn } from '../protocol/types'

declare const self: ServiceWorkerGlobalScope

const INSISTENT = new Set(['ask', 'still_home'])

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
  const { notice, kind, tag, title, body, open = '', actions, silent } = message
  const held: Held = { notice, open, actions }
  const options: Options = {
    tag,
    renotify: INSISTENT.has(kind),
    requireInteraction: INSISTENT.has(kind),
    // A browser refuses to show what is silent and yet to vibrate.
    ...(silent ? { silent } : { vibrate: kind === 'ask' ? [200, 100, 200, 100, 400] : [120] }),
    icon: '/icon-192.png',
    data: held,
    actions: actions.map(({ action, title: words }) => ({ action, title: words })),
    ...(body && { body }),
  }
  await self.registration.showNotification(title, options)
  // Browsers insist that something is shown; what nobody asked for leaves with its answer.
  if ((await confirmed) && silent) await withdraw(tag)
}

async function withdraw(tag: string): Promise<void> {
  for (const one of await self.registration.getNotifications({ tag })) one.close()
}

/** A button does what it says without the app; the rest of the notice opens the right place. */
export async function tapped(notification: Notification, action: string): Promise<void> {
  notification.close()
  const { notice, open, actions } = notification.data as Held
  const chosen = actions.find((one) => one.action === action)
  if (chosen && (await post(chosen.command, chosen.args, `${notice}-${action}`))) return
  await show(place(open))
}

const PLACES: Record<string, string> = { room: '/rom/', activity: '/sammen/', occurrence: '/sammen/' }

function place(open: string): string {
  const [kind = '', id = ''] = open.split(':', 2)
  const path = PLACES[kind]
  if (kind === 'occurrence') return `${path}${id.slice(0, id.lastIndexOf('.'))}/${id}`
  return path ? path + id : '/'
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

async function post(command: string, args: unknown, id: string): Promise<boolean> {
  try {
    const response = await fetch(`/api/v1/commands/${command}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': id },
      body: JSON.stringify(args),
    })
    return response.ok
  } catch {
    return false
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
