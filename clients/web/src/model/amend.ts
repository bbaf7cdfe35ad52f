/**
 * What an entry about a message changes, in the newest entries of a room and in those kept on the
 * phone: the rules of protocol/utelys_protocol/messages.py. Applied twice, they end in the same.
 */
import type { Entry, Json } from '../protocol/types'

const ABOUT = new Set(['message.edited', 'message.reacted', 'message.pinned', 'message.unpinned'])

/** Numbers of entries: from the first up to, and not with, the second. */
export type Span = readonly [from: number, to: number]

/**
 * The kind of what this phone itself makes of a message that it has read again; it is no entry of
 * the stream, but changes that message as an edit would, unless a later edit is here by then.
 */
const REREAD = 'message.reread'
const CHANGES = new Set(['message.edited', 'message.reacted', 'message.erased', REREAD])

/** An edit whose words did not come with it: somebody in the room may not read that message. */
export const wordless = ({ kind, body }: Entry): boolean =>
  kind === 'message.edited' && body.text === undefined

/** What a message that was read again changes. */
export const reread = ({ seq, at, by, body }: Entry): Entry => ({
  seq,
  at: String(body.edited_at ?? at),
  kind: REREAD,
  by,
  body: put({ seq, text: body.text ?? '' }, 'mentions', body.mentions),
})

/** The messages that an entry changes, by their numbers; null for entries that change none. */
export function span(entry: Entry): Span | null {
  if (entry.kind === 'room.expired') return [1, Number(entry.body.before)]
  if (!CHANGES.has(entry.kind)) return null
  const seq = Number(entry.body.seq)
  return [seq, seq + 1]
}

/** The number of the message that an entry is, or is about; null where it is neither. */
function subject(entry: Entry): number | null {
  if (entry.kind === 'message.sent') return entry.seq
  return ABOUT.has(entry.kind) ? Number(entry.body.seq) : null
}

const erased = (old: Entry): Entry => ({ ...old, kind: 'erased', body: {} })

/** An entry as it is after another; itself where that one does not concern it. */
export function amended(old: Entry, entry: Entry): Entry {
  const seq = Number(entry.body.seq)
  if (entry.kind === 'room.expired') {
    return (subject(old) ?? Infinity) < Number(entry.body.before) ? erased(old) : old
  }
  if (entry.kind === 'message.erased') return subject(old) === seq ? erased(old) : old
  if (entry.kind === 'message.edited') return edited(old, entry, seq)
  if (entry.kind === REREAD) {
    const isNewer = old.seq === seq && String(old.body.edited_at ?? '') < entry.at
    return old.kind === 'message.sent' && isNewer ? said(old, entry) : old
  }
  if (entry.kind !== 'message.reacted') return old
  return old.kind === 'message.sent' && old.seq === seq ? { ...old, body: react(old, entry) } : old
}

function edited(old: Entry, entry: Entry, seq: number): Entry {
  if (old.kind === 'message.edited' && Number(old.body.seq) === seq) {
    return old.seq === entry.seq ? old : erased(old)
  }
  return old.kind === 'message.sent' && old.seq === seq && !wordless(entry) ? said(old, entry) : old
}

/** A message with the words of an edit. */
function said(old: Entry, { at, body: { text, mentions } }: Entry): Entry {
  const body = { ...old.body, text: text ?? '', edited_at: at }
  return { ...old, body: put(body, 'mentions', mentions) }
}

function react(old: Entry, { by, body }: Entry): Record<string, Json> {
  const given = { ...(old.body.reactions as Record<string, string[]> | undefined) }
  const reaction = String(body.reaction)
  const who = (given[reaction] ?? []).filter((one) => one !== by || body.on)
  if (body.on && !who.includes(by)) who.push(by)
  const { [reaction]: _, ...rest } = given
  const all = who.length > 0 ? { ...rest, [reaction]: who } : rest
  return put(old.body, 'reactions', all)
}

/** A body with a field set, or left out where there is nothing to say. */
function put(body: Record<string, Json>, name: string, value: Json | undefined): Record<string, Json> {
  const { [name]: _, ...rest } = body
  const empty = value == null || Object.keys(value as object).length === 0
  return empty ? rest : { ...rest, [name]: value }
}

/**
 * The entry as the phone keeps it. What says something of another message has changed that one by
 * now: its own words are not kept a second time, where an erasure would have to look for them.
 */
export const kept = (entry: Entry): Entry =>
  ABOUT.has(entry.kind) ? { ...entry, body: { seq: entry.body.seq ?? 0 } } : entry

/** What is pinned in a room after an entry about a message. */
export function pins(before: Json | undefined, { kind, by, at, body }: Entry): Json {
  const all = (before ?? []) as { seq: number }[]
  if (kind === 'room.expired') return all.filter(({ seq }) => seq >= Number(body.before))
  const rest = all.filter(({ seq }) => seq !== body.seq)
  if (kind !== 'message.pinned') return rest
  return [...rest, { seq: Number(body.seq), by, at }].sort((a, b) => a.seq - b.seq)
}
