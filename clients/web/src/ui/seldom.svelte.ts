/** The file of the screens that are opened seldom: fetched when the first screen stands. */
import type Screens from './Seldom.svelte'
import { inRoom, type Route } from './router.svelte'

/** Screens that come with the page itself. */
function often(route: Route): boolean {
  const { place, id } = route
  if (place === 'rom') return !id || inRoom(route)
  if (place === 'sammen') return !id
  return place === '' || place === 'noen' || place === 'ring'
}

class Seldom {
  screens = $state.raw<typeof Screens | null>(null)
  /** It could not be had: there is no network, or the server is newer than this page. */
  failed = $state(false)

  /** Whether a place can be shown now. */
  stands(route: Route): boolean {
    return often(route) || this.screens !== null
  }

  async fetch(): Promise<void> {
    try {
      this.screens = (await import('./Seldom.svelte')).default
    } catch {
      this.failed = true
    }
  }
}

export const seldom = new Seldom()
