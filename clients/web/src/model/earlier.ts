/**
 * Messages of a room before its newest entries. Those are fifty of any kind: after as many reactions
 * there is no message among them, and yet the last one is to be shown, and what is unread counted.
 */
import type { Entry, Json } from '../protocol/types'
import { amended } from './amend'

/** Newest entries that a room's snapshot carries. */
export const KEPT = 50

/** Messages that are known before the newest entries, at most, and how many of them with their words. */
const MOST = 200
const WORDS = 10

export interface Earlier {
  /** From this number on each message is here, or among the newest entries. */
  since: number
  messages: Entry[]
}

interface State {
  entries?: unknown
  earlier?: unknown
}

const newestOf = (state: State): Entry[] => (state.entries as Entry[] | undefined) ?? []

/** Fewer than the server sends at most are all that there is to read. */
export function earlierOf(state: State): Earlier {
  const newest = newestOf(state)
  const since = newest.length < KEPT ? 1 : (newest[0]?.seq ?? 1)
  return (state.earlier as Earlier | undefined) ?? { since, messages: [] }
}

/** All messages of a room that are known, oldest first, with whatever else is among the newest. */
export const knownOf = (state: State): Entry[] => [...earlierOf(state).messages, ...newestOf(state)]

/** What is known once these, the next before it, are known too; `from` is the first number they reach to. */
export function reaching(state: State, before: readonly Entry[], from: number): Json {
  const { messages } = earlierOf(state)
  return bounded(from, [...before.filter(({ kind }) => kind === 'message.sent'), ...messages])
}

/** What is known once these have left the newest entries. */
export function leaving(state: State, gone: readonly Entry[]): Json {
  const earlier = earlierOf(state)
  if (gone.length === 0) return earlier as unknown as Json
  const { since, messages } = earlier
  return bounded(since, [...messages, ...gone.filter(({ kind }) => kind === 'message.sent')])
}

/** What is known after an entry that changes a message. */
export function changing(state: State, entry: Entry): Json {
  const { since, messages } = earlierOf(state)
  const now = messages.map((one) => amended(one, entry)).filter(({ kind }) => kind === 'message.sent')
  return { since, messages: now } as unknown as Json
}

/** What is enough to count a message, and to know whom it names. */
function wordless(one: Entry): Entry {
  const { mentions, ...words } = one.body
  if (Object.keys(words).length === 0) return one
  return { ...one, body: mentions === undefined ? {} : { mentions } }
}

function bounded(since: number, messages: Entry[]): Json {
  const kept = messages.slice(-MOST).map((one, place, { length }) => (place < length - WORDS ? wordless(one) : one))
  const lost = messages.length > MOST ? (kept[0]?.seq ?? since) : since
  return { since: lost, messages: kept } as unknown as Json
}
