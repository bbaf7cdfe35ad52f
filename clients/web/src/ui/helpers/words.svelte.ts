import { helperCatalogue, HELPERS_FIRST, type HelperWords } from '../../i18n/helpers'
import type { Language } from '../../protocol/types'

class HelperSpeech {
  words = $state.raw<HelperWords>(HELPERS_FIRST)
}

export const helperSpeech = new HelperSpeech()

/** Switches at once; a language that could not be fetched leaves what is. */
export async function speak(language: Language): Promise<void> {
  helperSpeech.words = await helperCatalogue(language).catch(() => helperSpeech.words)
}
