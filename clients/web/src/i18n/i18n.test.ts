import { describe, expect, it } from 'vitest'
import { catalogue, LANGUAGES, preferred, type Catalogue, type Language } from '.'
import { Dates, list } from './format'
import { helperCatalogue } from './helpers'
import { nb } from './nb'

const CODES = Object.keys(LANGUAGES) as Language[]
const AT = Date.parse('2026-11-26T16:42:00Z')

function* texts(value: unknown, path = ''): Generator<[string, string]> {
  if (typeof value === 'string') yield [path, value]
  else if (typeof value === 'function') {
    yield [path, String((value as (...args: unknown[]) => unknown)(2, '17:42', '19:00'))]
  } else if (value && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) yield* texts(inner, `${path}.${key}`)
  }
}

const every = async (code: Language): Promise<object[]> => [await catalogue(code), await helperCatalogue(code)]

describe.each(CODES)('the words in %s', (code) => {
  it('are never empty, shout nowhere, and have no picture characters', async () => {
    for (const [path, text] of texts(await every(code))) {
      expect(text.trim(), path).not.toBe('')
      expect(text, path).not.toMatch(/!|\p{Extended_Pictographic}|undefined/u)
    }
  })

  it('call nobody by a system word', async () => {
    for (const [path, text] of texts(await every(code))) {
      expect(text, path).not.toMatch(/\b(?:bruker|brukar|user|pasient|patient|klient|client|rus)\b/i)
    }
  })
})

it('has the same number of texts in lists in every language', async () => {
  const shape = (words: Catalogue): number[] => [
    words.me.seenText.length,
    words.look.steps.length,
    words.receipts.text.length,
    words.notices.killersText.length,
    words.innocent.items.length,
  ]
  for (const code of CODES) expect(shape(await catalogue(code))).toEqual(shape(nb))
})

it.each([
  [['nn-NO', 'nb'], 'nn'],
  [['no'], 'nb'],
  [['sv-SE', 'en'], 'nb'],
  [['pl', 'en-US'], 'en'],
  [['ar'], 'nb'],
])('begins for %j in %s', (wanted, language) => {
  expect(preferred(wanted)).toBe(language)
})

describe('dates', () => {
  const dates = new Dates('nb', nb, 'Europe/Oslo')

  it('are written as Norwegians write them', () => {
    expect(dates.clock(AT)).toBe('17:42')
    expect(dates.day(AT)).toBe('torsdag 26. november')
    expect(dates.leaf(AT)).toEqual(['TOR', '26'])
    expect(dates.hour(Date.parse('2026-11-26T20:00:00Z'))).toBe('21')
    expect(dates.hour(Date.parse('2026-11-26T20:30:00Z'))).toBe('21:30')
    expect(dates.hour(Date.parse('2026-11-26T08:00:00Z'))).toBe('9')
  })

  it('say today and yesterday', () => {
    expect(dates.near(AT, AT)).toBe('I dag')
    expect(dates.when(AT - 86_400_000, AT)).toBe('i går 17:42')
    expect(dates.when(AT, AT)).toBe('17:42')
  })

  it('know nynorsk and English', async () => {
    expect(new Dates('nn', await catalogue('nn'), 'Europe/Oslo').day(AT)).toBe('torsdag 26. november')
    expect(new Dates('en', await catalogue('en'), 'Europe/Oslo').day(AT)).toMatch(/Thursday,? 26 November/)
  })
})

it('lists names', () => {
  expect(list(['Eva'], nb)).toBe('Eva')
  expect(list(['Eva', 'Per', 'Anja'], nb)).toBe('Eva, Per og Anja')
})
