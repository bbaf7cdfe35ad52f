/**
 * The words of the screens for those whom the house has asked for something. They come with those
 * screens, so that nobody else's phone pays for them.
 */
import type { Language } from '../../protocol/types'
import { nb, type HelperWords } from './helpers-nb'

export type { HelperWords }

export const HELPERS_FIRST = nb

const CATALOGUES: Record<Language, () => Promise<HelperWords>> = {
  nb: () => Promise.resolve(nb),
  nn: async () => (await import('./helpers-nn')).nn,
  en: async () => (await import('./helpers-en')).en,
}

export const helperCatalogue = (language: Language): Promise<HelperWords> => CATALOGUES[language]()
