/** The language that is spoken now, and how it writes dates. */
import { catalogue, FIRST, preferred, type Catalogue, type Language } from '../i18n'
import { Dates } from '../i18n/format'

class Speech {
  language = $state<Language>('nb')
  words = $state.raw<Catalogue>(FIRST)
  dates = $derived(new Dates(this.language, this.words))

  /** Switches at once; a language that could not be fetched leaves what is. */
  async speak(language: Language): Promise<boolean> {
    try {
      this.words = await catalogue(language)
    } catch {
      return false
    }
    this.language = language
    document.documentElement.lang = language
    return true
  }

  /** Dates by the wall of a house rather than by this phone. */
  at(zone: string): Dates {
    return new Dates(this.language, this.words, zone)
  }
}

export const speech = new Speech()

export const phoneLanguage = (): Language => preferred(navigator.languages)
