/// <reference lib="webworker" />
/**
 * The service worker: keeps the app on the phone, so that every screen opens without a network.
 * It never keeps an answer of the API; what members write is in IndexedDB alone.
 */
import { received, resubscribed, tapped } from './notices'

declare const __SHELL__: string[]
declare const __LATER__: string[]
declare const __VERSION__: string
declare const self: ServiceWorkerGlobalScope

const CACHE = `utelys-${__VERSION__}`

self.addEventListener('install', (event) => {
  event.waitUntil(fill())
})

/** Assets carry their hash in the path: one that an older version has kept is not fetched again. */
async function fill(): Promise<void> {
  const wanted = await groups()
  const paths = [...__SHELL__, ...__LATER__.filter((path) => wanted.has(group(path)))]
  const cache = await caches.open(CACHE)
  const fetched = paths.map(async (path) => {
    if (path === '/') return cache.put(path, await page())
    const kept = await caches.match(path)
    await (kept ? cache.put(path, kept) : cache.add(path))
  })
  await Promise.all(fetched)
}

/**
 * The one page that holds every screen, asked for at the address that a first visit comes to: the browser
 * has it from there, and hears only that it is still the same.
 */
async function page(): Promise<Response> {
  const fetched = await fetch('/join')
  if (!fetched.ok) throw new TypeError(`${fetched.status}`)
  return new Response(fetched.body, fetched)
}

/** `en` of `/assets/en-BugU07jk.js`: what stays the same from version to version. */
const group = (path: string): string => path.replace(/^\/assets\/|-.{8}\.\w+$/g, '')

/** What is wanted beside the shell: the languages of this phone, and what an older version has kept. */
async function groups(): Promise<Set<string>> {
  const found = new Set(self.navigator.languages.map((tag) => tag.toLowerCase().split('-')[0] ?? ''))
  for (const name of await caches.keys()) {
    const kept = await (await caches.open(name)).keys()
    for (const { url } of kept) found.add(group(new URL(url).pathname))
  }
  return found
}

self.addEventListener('activate', (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()))
})

async function tidy(): Promise<void> {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name)
}

self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting()
  else if (event.data === 'fill') event.waitUntil(fill())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate' && !elsewhere(pathname)) event.respondWith(answer('/', request))
  else if (pathname.startsWith('/assets/')) event.respondWith(answer(pathname, request))
})

/** Pages that are the server's own: calendars, files, the machine-readable documents. */
const elsewhere = (path: string): boolean => /^\/(?:api|calendar|print|healthz|readyz|metrics)\b/.test(path)

/** What is not part of the shell is kept from its first use on. */
async function answer(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(path)
  if (kept) return kept
  const fetched = await fetch(request)
  if (fetched.ok && path !== '/') await cache.put(path, fetched.clone())
  return fetched
}

self.addEventListener('push', (event) => {
  event.waitUntil(received(event.data))
})

self.addEventListener('notificationclick', (event) => {
  event.waitUntil(tapped(event.notification, event.action))
})

self.addEventListener('pushsubscriptionchange', (event) => {
  ;(event as ExtendableEvent).waitUntil(resubscribed())
})
