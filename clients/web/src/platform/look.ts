/**
 * The name and the icon under which the app lies on the phone. The phone takes them when the app is
 * put on the home screen, and the browser shows them on its tabs and among the open apps.
 */
export type Look = 'own' | 'neutral'

export const NAMES: Record<Look, string> = { own: 'Utelys', neutral: 'Notater' }

const LINKS: Record<Look, Record<string, string>> = {
  own: { manifest: '/manifest.webmanifest', icon: '/icon.svg', 'apple-touch-icon': '/icon-180.png' },
  neutral: { manifest: '/neutral.webmanifest', icon: '/neutral.svg', 'apple-touch-icon': '/neutral-192.png' },
}

let titles: MutationObserver | null = null

/** Takes on a look. A neutral one has one title for all screens: titles show among the open apps. */
export function wear(look: Look): void {
  for (const [rel, href] of Object.entries(LINKS[look])) {
    document.querySelector(`link[rel="${rel}"]`)?.setAttribute('href', href)
  }
  document.querySelector('meta[name="apple-mobile-web-app-title"]')?.setAttribute('content', NAMES[look])
  titles?.disconnect()
  titles = null
  if (look === 'own') return
  const keep = (): void => {
    if (document.title !== NAMES.neutral) document.title = NAMES.neutral
  }
  titles = new MutationObserver(keep)
  titles.observe(document.head, { subtree: true, childList: true, characterData: true })
  keep()
}
