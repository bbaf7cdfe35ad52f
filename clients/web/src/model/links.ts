/**
 * Addresses in what people write, so that they can be tapped.
 *
 * Only the web's own, and only those that are what they look like: none that names somebody before
 * an `@` (`https://bank.no@elsewhere`), and none with a sign in it that cannot be seen or that turns
 * the text around.
 */
const ADDRESS = /https?:\/\/[^\s<>"'`]+/giu
const BEHIND = /[.,;:!?)\]}»”’…]+$/u
const UNSEEN = /[\p{Cf}\p{Cc}]/u

export interface Piece {
  text: string
  /** Where it leads, for an address. */
  href?: string
}

/** A text in pieces: what is an address, and what is not. */
export function linked(text: string): Piece[] {
  if (!/https?:/i.test(text)) return [{ text }]
  const found: Piece[] = []
  let place = 0
  for (const match of text.matchAll(ADDRESS)) {
    const shown = trimmed(match[0])
    const href = leads(shown)
    if (!href) continue
    if (match.index > place) found.push({ text: text.slice(place, match.index) })
    found.push({ text: shown, href })
    place = match.index + shown.length
  }
  return place < text.length ? [...found, { text: text.slice(place) }] : found
}

/** Without the full stop or the bracket that belongs to the sentence. */
function trimmed(address: string): string {
  const opens = address.includes('(')
  return address.replace(BEHIND, (end) => (opens && end.startsWith(')') ? ')' : ''))
}

function leads(address: string): string | undefined {
  if (UNSEEN.test(address) || !URL.canParse(address)) return undefined
  const url = new URL(address)
  const plain = /^https?:$/.test(url.protocol) && !url.username && !url.password
  return plain && url.hostname.includes('.') ? url.href : undefined
}
