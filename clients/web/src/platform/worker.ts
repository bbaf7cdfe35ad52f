/** The service worker seen from the page: started, updated, and emptied when the member leaves. */
import { updates } from './updates.svelte'

interface Scripts {
  createScriptURL(path: string): string
}

/** Trusted Types asks that the address of a worker comes from a named policy. */
function trusted(path: string): string {
  const types = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Scripts): Scripts } })
    .trustedTypes
  if (!types) return path
  const policy = types.createPolicy('utelys-worker', {
    createScriptURL(asked) {
      if (asked !== '/sw.js') throw new TypeError(asked)
      return asked
    },
  })
  return policy.createScriptURL(path)
}

export async function startWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const controlled = navigator.serviceWorker.controller !== null
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // The first worker takes over a page that is as new as itself: nothing to load again.
    if (controlled) updates.taken()
  })
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const path = (data as { go?: unknown } | null)?.go
    if (typeof path === 'string' && path.startsWith('/')) location.hash = path
  })
  try {
    const registration = await navigator.serviceWorker.register(trusted('/sw.js'))
    const look = (): void => {
      if (registration.waiting && navigator.serviceWorker.controller) {
        updates.offer(registration.waiting)
      }
    }
    look()
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', look)
    })
    askNowAndThen(registration)
  } catch {
    // Without a worker everything works but opening without a network, and notices.
  }
}

const ASK_EVERY = 6 * 3_600_000

/** A browser asks for a new version when a page is opened; this one may stay open for weeks. */
function askNowAndThen(registration: ServiceWorkerRegistration): void {
  let asked = Date.now()
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - asked < ASK_EVERY) return
    asked = Date.now()
    void registration.update().catch(() => undefined)
  })
}

/** Takes away what a worker keeps: notices, their subscription, and what was stored for them. */
export async function emptyPhone(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  if (!registration) return
  for (const notice of await registration.getNotifications()) notice.close()
  await (await registration.pushManager?.getSubscription())?.unsubscribe()
  const badge = navigator as { clearAppBadge?: () => Promise<void> }
  await badge.clearAppBadge?.()
}
