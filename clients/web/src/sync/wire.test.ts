import { expect, it } from 'vitest'
import { decode, parse } from './wire'

it('takes marks that turn text out of names, however they are written down', () => {
  expect(parse('{"name":"a\u202eb\u2066c","at":[{"title":"\\u202Ed\\u061c"}]}')).toEqual({
    name: 'abc',
    at: [{ title: 'd' }],
  })
})

it('leaves what members write as it was written, and joined pictures together', () => {
  const said = { text: 'a\u202eb', name: '\u{1f468}\u200d\u{1f373}' }
  expect(parse(JSON.stringify(said))).toEqual(said)
})

it('passes over what is no frame', () => {
  expect(decode('{"type"')).toBeNull()
  expect(decode('[1]')).toBeNull()
})
