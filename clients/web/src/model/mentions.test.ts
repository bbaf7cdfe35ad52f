import { describe, expect, it } from 'vitest'
import type { MemberCard } from '../protocol/types'
import { mentioned, named, naming, pieces, suggested } from './mentions'

const card = (id: string, name: string): MemberCard => ({ id, name, stage: 'resident', duties: [] })
const PEOPLE = [card('e', 'Eva'), card('ek', 'Eva K.'), card('o', 'Ola'), card('m', 'Margrethe')]

describe('while somebody is being named', () => {
  it.each([
    ['@', 1, { from: 0, name: '' }],
    ['Hei @ev', 7, { from: 4, name: 'ev' }],
    ['Hei @Eva K', 10, { from: 4, name: 'Eva K' }],
    ['ola@eva.no', 10, null],
    ['Hei @Eva kommer du', 18, null],
    ['Hei', 3, null],
    ['@ev og mer', 3, { from: 0, name: 'ev' }],
  ])('%j with the caret at %i', (text, caret, wanted) => {
    expect(naming(text, caret)).toEqual(wanted)
  })

  it('suggests those whose name goes on like that', () => {
    expect(suggested('ev', PEOPLE).map(({ id }) => id)).toEqual(['e', 'ek'])
    expect(suggested('', PEOPLE)).toHaveLength(4)
    expect(suggested('x', PEOPLE)).toEqual([])
  })

  it('writes the name out where it was begun', () => {
    expect(named('Hei @ev', 7, 'Eva')).toEqual(['Hei @Eva ', 9])
    expect(named('@ev kommer du?', 3, 'Eva K.')).toEqual(['@Eva K. kommer du?', 8])
  })
})

describe('a text that names people', () => {
  it('is in pieces, the longest name first', () => {
    expect(pieces('@Eva K. og @Ola, ikke @Evald', PEOPLE)).toEqual([
      { text: '@Eva K.', member: 'ek' },
      { text: ' og ' },
      { text: '@Ola', member: 'o' },
      { text: ', ikke @Evald' },
    ])
    expect(pieces('ingen @', PEOPLE)).toEqual([{ text: 'ingen @' }])
    expect(pieces('@Eva', [])).toEqual([{ text: '@Eva' }])
  })

  it('means each once', () => {
    expect(mentioned('@Ola @Ola @Eva', PEOPLE)).toEqual(['o', 'e'])
    expect(mentioned('post@Ola.no', PEOPLE)).toEqual([])
  })
})
