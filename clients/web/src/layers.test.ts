/** Which folder may know of which: arrows go from right to left, and only screens know the screen. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, normalize, sep } from 'node:path'
import { expect, it } from 'vitest'

const MAY: Record<string, string[]> = {
  protocol: [],
  model: ['protocol'],
  sync: ['protocol', 'model'],
  platform: ['protocol', 'model', 'sync'],
  i18n: ['protocol'],
  sw: ['protocol', 'model', 'sync', 'platform', 'i18n'],
  ui: ['protocol', 'model', 'sync', 'platform', 'i18n'],
}

/** What a browser has and a plain program has not. */
const DOM =
  /\b(?:window|document|navigator|location|history|localStorage|sessionStorage|indexedDB|fetch|Response|caches|\w*Element|\w*Observer|addEventListener|matchMedia|requestAnimationFrame|scrollTo|WebSocket)\b/

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(?:svelte|ts)$/.test(path) && !/\.test\.ts$/.test(path) && path.includes(sep))
  .map((path) => ({ path, text: readFileSync(join(import.meta.dirname, path), 'utf8') }))

const folder = (path: string): string => path.split(sep)[0] ?? ''

/** What a file imports from other folders, as paths below this one. */
function imports({ path, text }: { path: string; text: string }): string[] {
  const named = text.matchAll(/(?:\bfrom|\bimport\(?)\s*'(\.[^']+)'/g)
  return [...named].map(([, to = '']) => normalize(join(path, '..', to)))
}

it('has arrows in one direction', () => {
  const wrong = files.flatMap((file) => {
    const here = folder(file.path)
    return imports(file)
      .filter((to) => folder(to) !== here && !MAY[here]?.includes(folder(to)))
      .map((to) => `${file.path} imports ${to}`)
  })
  expect(wrong).toEqual([])
})

it('knows no browser where it decides and keeps in step', () => {
  const bare = (text: string): string => text.replace(/\/\*.*?\*\/|\/\/.*|'[^'\n]*'/gs, '')
  const wrong = files.flatMap(({ path, text }) => {
    if (!['protocol', 'model', 'sync'].includes(folder(path))) return []
    const found = DOM.exec(bare(text))
    return found ? [`${path} says ${found[0]}`] : []
  })
  expect(wrong).toEqual([])
})
