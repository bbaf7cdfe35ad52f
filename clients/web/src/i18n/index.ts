import type { Language } from '../protocol/types'
import { nb, type Catalogue } from './nb'

export type { Catalogue, Language }

/** Each in its own words, so that whoever needs it can find it. */
export const LANGUAGES: Record<Language, string> = { nb: 'Bokmål', nn: 'Nynorsk', en: 'English' }

export const FIRST = nb

/** Bokmål comes with the first page; the other two are fetched by those who read them. */
const CATALOGUES: Record<Language, () => Promise<Catalogue>> = {
  nb: () => Promise.resolve(nb),
  nn: async () => (await import('./nn')).nn,
  en: async () => (await import('./en')).en,
}

export const catalogue = (language: Language): Promise<Catalogue> => CATALOGUES[language]()

/** The language to begin with, from those that the phone prefers. */
export function preferred(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0]
    if (base === 'nb' || base === 'no' || base === 'da' || base === 'sv') return 'nb'
    if (base === 'nn' || base === 'en') return base
  }
  return 'nb'
}
