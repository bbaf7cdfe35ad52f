/** A text that nothing says any more is only there to be translated: it goes. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { nb } from './nb'

const SRC = join(import.meta.dirname, '..')

const sources: string[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(?:svelte|ts)$/.test(path) && !/^i18n.(?:nb|nn|en)\b|\.test\.ts$/.test(path))
  .map((path) => readFileSync(join(SRC, path), 'utf8'))

const says = (text: string, key: string): boolean => new RegExp(`\\.${key}\\b`).test(text)

/** Groups that are looked into with a word that comes from elsewhere: `t.duty[duty]`. */
const chosen = (key: string): boolean =>
  sources.some(
    (text) =>
      new RegExp(`\\b(?:t|words|all)\\.${key}\\[|\\{ ${key} \\} = |in \\w+\\.${key}\\b`).test(text) ||
      // Under another name: `const t = $derived(speech.words.answer)`, and then `t[answer]`.
      (new RegExp(`\\b(?:t|words)\\.${key}\\)$`, 'm').test(text) && /\bt\[|: Record<string, string>|<Record</.test(text)),
  )

/** Paths of texts that no file says: a file that names a group says of it what it names. */
function* unused(group: object, path: string[], within: string[]): Generator<string> {
  for (const [key, value] of Object.entries(group)) {
    const near = within.filter((text) => says(text, key))
    const nested = typeof value === 'object' && !Array.isArray(value)
    if (near.length === 0) yield [...path, key].join('.')
    else if (nested && !chosen(key)) yield* unused(value, [...path, key], near)
  }
}

it('has no text that is never said', () => {
  expect([...unused(nb, [], sources)]).toEqual([])
})
