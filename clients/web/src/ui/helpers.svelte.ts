/** Fetching the screens of those who help: when they are opened, and before that while it is quiet. */
import { world } from '../platform/browser'
import { speech } from './speech.svelte'

/** The places of these screens. */
export const HELPERS = new Set([
  'vakter',
  'vakt',
  'planlegg-vakt',
  'huset',
  'numre',
  'nummer',
  'runder',
  'tall',
  'folk',
  'les-inn',
])

const LATER = 4_000

/** The screens, with their words in the language that is spoken. Rejects without a network. */
export async function helperScreens() {
  const screens = await import('./helpers/helpers')
  await screens.speak(speech.language)
  return screens
}

let asked = false

/** Keeps them on the phone of somebody who helps, so that they open without a network too. */
export function keepHelperScreens(): void {
  if (asked || !('serviceWorker' in navigator)) return
  asked = true
  // Only what passes the worker is kept; until it is there, it may wait.
  void navigator.serviceWorker.ready.then(() =>
    world.after(LATER, () => void helperScreens().catch(() => (asked = false))),
  )
}
