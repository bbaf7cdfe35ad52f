/** The service worker seen from the page: started, updated, and emptied when the member leaves. */
import { updates } from './updates.svelte'

interface Scripts {
  createScriptURL(path: string): string
}

let policy: Scripts | undefined

/** Trusted Types asks that the address of a worker comes from a named policy, made once. */
function trusted(path: string): string {
  const types = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Scripts): Scripts } })
    .trustedTypes
  if (!types) return path
  policy ??= types.createPolicy('utelys-worker', {
    createScriptURL(asked) {
      if (asked !== '/sw.js') throw new TypeError(asked)
      return asked
    },
  })
  return policy.createScriptURL(path)
}

let heeded = false
/** The worker that takes over next is as new as the page: there is nothing to load again. */
let first = true

/** The app was taken away from this phone, and its worker is to get it anew. */
let emptied = false

function heed(): void {
  heeded = true
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!first) updates.taken()
    first = false
  })
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const path = (data as { go?: unknown } | null)?.go
    if (typeof path === 'string' && path.startsWith('/')) location.hash = path
  })
}

export async function startWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  if (!heeded) {
    first = navigator.serviceWorker.controller === null
    heed()
  }
  try {
    const registration = await navigator.serviceWorker.register(trusted('/sw.js'))
    const look = (): void => {
      if (registration.waiting && navigator.serviceWorker.controller && !first) {
        updates.offer(registration.waiting)
      }
    }
    look()
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', look)
    })
    askNowAndThen(registration)
    // A browser may bring back the worker that was let go of, and nothing that it kept.
    if (emptied) registration.active?.postMessage('fill')
    emptied = false
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

/**
 * Takes away the worker and what it keeps: notices, their subscription, and the app itself, since which
 * of its screens are here says who somebody was. The next who comes in gets one of their own.
 */
export async function emptyPhone(): Promise<void> {
  const badge = navigator as { clearAppBadge?: () => Promise<void> }
  await badge.clearAppBadge?.().catch(() => undefined)
  if ('caches' in globalThis) for (const name of await caches.keys()) await caches.delete(name)
  const registration = await navigator.serviceWorker?.getRegistration()
  if (!registration) return
  first = emptied = true
  for (const notice of await registration.getNotifications()) notice.close()
  const subscription = await registration.pushManager?.getSubscription().catch(() => null)
  await subscription?.unsubscribe().catch(() => false)
  await registration.unregister()
}
