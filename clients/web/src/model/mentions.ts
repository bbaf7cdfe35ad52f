/** Naming somebody in a message: `@Eva`, chosen from those who are in the room. */
import type { MemberCard } from '../protocol/types'

/** At most this many are suggested: as many as there is room for above the keyboard. */
const SUGGESTED = 5

/** What stands behind the `@` that the caret is in, from where; null where nobody is being named. */
export function naming(text: string, caret: number): { from: number; name: string } | null {
  const found = /(?:^|\s)@(\S*(?: \S*)?)$/u.exec(text.slice(0, caret))
  if (!found) return null
  const name = found[1] ?? ''
  return { from: caret - name.length - 1, name }
}

/** Those whose name goes on like this, in the order in which they were given. */
export function suggested(name: string, members: readonly MemberCard[]): MemberCard[] {
  const begun = name.toLowerCase()
  return members.filter((one) => one.name.toLowerCase().startsWith(begun)).slice(0, SUGGESTED)
}

/** The text with the name written out, and where the caret then is. */
export function named(text: string, caret: number, name: string): [string, number] {
  const from = naming(text, caret)?.from ?? caret
  const before = `${text.slice(0, from)}@${name} `
  return [before + text.slice(caret).replace(/^ /, ''), before.length]
}

/** A text in pieces; those that name one of `members` have their id. The longest name wins. */
export function pieces(text: string, members: readonly MemberCard[]): { text: string; member?: string }[] {
  const byLength = [...members].filter(({ name }) => name).sort((a, b) => b.name.length - a.name.length)
  if (byLength.length === 0 || !text.includes('@')) return [{ text }]
  const found: { text: string; member?: string }[] = []
  let plain = ''
  for (let place = 0; place < text.length; ) {
    const opens = text[place] === '@' && !/[\p{L}\p{N}]$/u.test(text.slice(0, place))
    const one = opens ? byLength.find(({ name }) => stands(text, place + 1, name)) : undefined
    if (!one) {
      plain += text[place++] ?? ''
      continue
    }
    if (plain) found.push({ text: plain })
    plain = ''
    found.push({ text: `@${one.name}`, member: one.id })
    place += one.name.length + 1
  }
  return plain ? [...found, { text: plain }] : found
}

/** Whether a name stands there whole: `@Eva` does not name Eva in `@Evald`. */
function stands(text: string, place: number, name: string): boolean {
  const end = place + name.length
  return text.slice(place, end) === name && !/^[\p{L}\p{N}]/u.test(text.slice(end))
}

/** The members whom a text names, each once. */
export function mentioned(text: string, members: readonly MemberCard[]): string[] {
  const ids = pieces(text, members).flatMap(({ member }) => (member === undefined ? [] : [member]))
  return [...new Set(ids)]
}
