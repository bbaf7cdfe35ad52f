/** Whether this phone can be told something while the app is closed, and switching that on. */
import type { Me, NoticeCard, PushSubscribe, PushText } from '../protocol/types'
import { read } from './ask'

export type Reach = 'unsupported' | 'denied' | 'on' | 'off'

const supported = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window

export async function reach(): Promise<Reach> {
  if (!supported()) return 'unsupported'
  if (Notification.permission === 'denied') return 'denied'
  const registration = await navigator.serviceWorker.getRegistration()
  return (await registration?.pushManager.getSubscription()) ? 'on' : 'off'
}

/** Asks for permission, which needs a tap, and subscribes; null if the answer is no. */
export async function subscribe(): Promise<PushSubscribe | null> {
  if ((await Notification.requestPermission()) !== 'granted') return null
  const response = await fetch('/api/v1/push/key')
  const { key } = (await read(response)) as { key: string }
  const { pushManager } = await navigator.serviceWorker.ready
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  const { endpoint, keys } = made.toJSON()
  return { endpoint: endpoint ?? '', keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' } }
}

export async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration()
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
}

/** How much a locked screen shows. */
export async function pushText(): Promise<PushText> {
  const response = await fetch('/api/v1/me')
  if (!response.ok) throw new Error(String(response.status))
  return ((await read(response)) as Me).push_text
}

/** What became of the last twenty. */
export async function lastNotices(): Promise<NoticeCard[]> {
  const response = await fetch('/api/v1/notices')
  if (!response.ok) throw new Error(String(response.status))
  return ((await read(response)) as { notices: NoticeCard[] }).notices
}
