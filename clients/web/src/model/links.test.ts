import { expect, it } from 'vitest'
import { linked } from './links'

const found = (text: string): (string | undefined)[] =>
  linked(text).flatMap(({ href }) => (href ? [href] : []))

it('finds an address, and leaves the words around it', () => {
  expect(linked('Se https://example.org/tur?dag=2, og kom.')).toEqual([
    { text: 'Se ' },
    { text: 'https://example.org/tur?dag=2', href: 'https://example.org/tur?dag=2' },
    { text: ', og kom.' },
  ])
  expect(found('(https://example.org/a) og https://example.org/b_(c).')).toEqual([
    'https://example.org/a',
    'https://example.org/b_(c)',
  ])
  expect(found('HTTPS://EXAMPLE.ORG')).toEqual(['https://example.org/'])
})

it('loses nothing of the text, whatever stands in it', () => {
  for (const text of ['', 'https://', 'a https://example.org b http://x.y/ c', 'http://[', '://x.no', 'https://a b']) {
    expect(linked(text).map((one) => one.text).join('')).toBe(text)
  }
})

it('leads nowhere but to the web, and to nothing that is not what it looks like', () => {
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,x',
    'https://bank.example@evil.example/',
    'https://bank.example:x@evil.example/',
    'https://exa\u202emple.org',
    'https://exam\u200bple.org',
    'https://localhost/x',
    'ftp://example.org',
  ]) {
    expect(found(text)).toEqual([])
  }
})
