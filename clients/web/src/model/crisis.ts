/**
 * Numbers to call, and which of them are open now.
 *
 * The list is the house's own data, fetched from the server with the times at which each is open,
 * holidays and all, and kept on the phone. Until it has been fetched once the four below stand: of
 * the five that every installation begins with, those that have a number and always answer. A
 * person who is offline at night must not meet an empty page.
 */
import type { CrisisCard, CrisisLine } from '../protocol/types'

export interface NumberToCall {
  id: string
  name: string
  about: string
  number: string | null
  always: boolean
  /** When it is open, as moments (ms). */
  spans: { opens: number; closes: number }[]
  checked: string | null
}

const seed = (id: string, number: string): NumberToCall => ({
  id,
  name: '',
  about: '',
  number,
  always: true,
  spans: [],
  checked: null,
})

export const SEED: NumberToCall[] = [
  seed('mental', '116 123'),
  seed('church', '22 40 00 40'),
  seed('doctor', '116 117'),
  seed('emergency', '113'),
]

const number = (line: CrisisLine): NumberToCall => ({
  id: line.id,
  name: line.name,
  about: line.about ?? '',
  number: line.number ?? null,
  always: line.openings.always ?? false,
  spans: line.spans.map(({ opens, closes }) => ({
    opens: Date.parse(opens),
    closes: Date.parse(closes),
  })),
  checked: line.checked_on ?? null,
})

export const fromCard = (card: CrisisCard): NumberToCall[] => card.numbers.map(number)

/** `tel:` links take digits and a plus only. */
export const dial = (text: string): string => `tel:${text.replace(/[^+\d]/g, '')}`

/** Whether somebody answers at a moment (ms). */
export const openAt = (one: NumberToCall, at: number): boolean =>
  one.always || one.spans.some(({ opens, closes }) => at >= opens && at < closes)

/** The moment at which it opens next, as far as is known; null where it is not. */
export function opensNext(one: NumberToCall, at: number): number | null {
  const ahead = one.spans.map(({ opens }) => opens).filter((opens) => opens > at)
  return ahead.length > 0 ? Math.min(...ahead) : null
}
