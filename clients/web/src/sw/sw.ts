/// <reference lib="webworker" />
/**
 * The service worker: keeps the app on the phone, so that every screen opens without a network.
 * It never keeps an answer of the API; what members write is in IndexedDB alone.
 */
import type { PushNotice, PushWithdrawn } from '../protocol/types'
import { pushed, resubscribed, tapped } from './notices'

declare const __SHELL__: string[]
declare const __VERSION__: string
declare const self: ServiceWorkerGlobalScope

const CACHE = `utelys-${__VERSION__}`

self.addEventListener('install', (event) => {
  event.waitUntil(fill())
})

/** Assets carry their hash in the path: one that an older version has kept is not fetched again. */
async function fill(): Promise<void> {
  const cache = await caches.open(CACHE)
  const fetched = __SHELL__.map(async (path) => {
    const kept = path === '/' ? undefined : await caches.match(path)
    await (kept ? cache.put(path, kept) : cache.add(path))
  })
  await Promise.all(fetched)
}

self.addEventListener('activate', (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()))
})

async function tidy(): Promise<void> {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name)
}

self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting()
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate' && !elsewhere(pathname)) event.respondWith(answer('/', request))
  else if (pathname.startsWith('/assets/')) event.respondWith(answer(pathname, request))
})

/** Pages that are the server's own: calendars, files, the machine-readable documents. */
const elsewhere = (path: string): boolean => /^\/(?:api|calendar|healthz|readyz|metrics)\b/.test(path)

async function answer(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  return (await cache.match(path)) ?? fetch(request)
}

self.addEventListener('push', (event) => {
  if (event.data) event.waitUntil(pushed(event.data.json() as PushNotice | PushWithdrawn))
})

self.addEventListener('notificationclick', (event) => {
  event.waitUntil(tapped(event.notification, event.action))
})

self.addEventListener('pushsubscriptionchange', (event) => {
  ;(event as ExtendableEvent).waitUntil(resubscribed())
})
