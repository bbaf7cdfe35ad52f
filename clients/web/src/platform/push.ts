/** Whether this phone can be told something while the app is closed, and switching that on. */
import type { NoticeCard, PushSubscribe, PushText } from '../protocol/types'
import { ask } from './ask'

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
export async function subscribe(known: boolean): Promise<PushSubscribe | null> {
  return (await Notification.requestPermission()) === 'granted' ? renewed(known) : null
}

/**
 * The subscription that this phone should have; null where it has not been allowed.
 *
 * `known` is whether the server reaches this phone. Where it does not, an address that the browser
 * still holds is dead, and the push service is asked for another.
 */
export async function renewed(known: boolean): Promise<PushSubscribe | null> {
  if (!supported() || Notification.permission !== 'granted') return null
  const { key } = await ask('/api/v1/push/key')
  const { pushManager } = await navigator.serviceWorker.ready
  if (!known) await (await pushManager.getSubscription())?.unsubscribe()
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  const { endpoint, keys } = made.toJSON()
  return { endpoint: endpoint ?? '', keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' } }
}

export async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration()
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
}

/** How much a locked screen shows. */
export const pushText = async (): Promise<PushText> => (await ask('/api/v1/me')).push_text

/** What became of the last twenty. */
export const lastNotices = async (): Promise<NoticeCard[]> => (await ask('/api/v1/notices')).notices
