/** Entries of a room as lines to read: days marked, runs of one person grouped. */
import type { Entry, FileCard, Json } from '../protocol/types'

export interface Message {
  seq: number
  at: number
  by: string
  text: string
  mine: boolean
  erased: boolean
  edited: boolean
  replyTo: number | null
  files: FileCard[]
  /** Who is named in it. */
  mentions: string[]
  /** Each reaction with those who put it there. */
  reactions: [string, string[]][]
}

export type Line =
  | { kind: 'message'; key: string; message: Message; first: boolean }
  | { kind: 'event'; key: string; at: number; entry: Entry }
  | { kind: 'day'; key: string; at: number }

const EVENTS = new Set([
  ...['room.joined', 'room.left', 'room.changed', 'room.closed', 'member.joined'],
  ...['room.history_changed', 'room.retained', 'company.matched', 'company.changed'],
])

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

function message(entry: Entry, me: string): Message {
  const { body } = entry
  return {
    seq: entry.seq,
    at: Date.parse(entry.at),
    by: entry.by,
    text: text(body.text),
    mine: entry.by === me,
    erased: entry.kind === 'erased',
    edited: body.edited_at != null,
    replyTo: typeof body.reply_to === 'number' ? body.reply_to : null,
    mentions: (body.mentions as string[] | undefined) ?? [],
    files: (body.files as unknown as FileCard[] | undefined) ?? [],
    reactions: Object.entries((body.reactions as Record<string, string[]> | undefined) ?? {}),
  }
}

/** What an entry says as a message; the same object for the same entry, so that it is drawn once. */
const read = new WeakMap<Entry, Message>()

function reading(entry: Entry, me: string): Message {
  const before = read.get(entry)
  if (before && before.mine === (entry.by === me)) return before
  const one = message(entry, me)
  read.set(entry, one)
  return one
}

const says = ({ kind }: Entry): boolean => kind === 'message.sent' || kind === 'erased'

/** Every message by its number; the entries say them as they are by now (see amend.ts). */
export function messages(entries: readonly Entry[], me: string): Map<number, Message> {
  const found = new Map<number, Message>()
  for (const entry of entries) if (says(entry)) found.set(entry.seq, reading(entry, me))
  return found
}

/** Lines that were made before, by what they are made from: most of a room stays as it is. */
const drawn = new WeakMap<Message, [other: Line | undefined, first: Line | undefined]>()

function line(one: Message, first: boolean): Line {
  const pair = drawn.get(one) ?? [undefined, undefined]
  drawn.set(one, pair)
  return (pair[first ? 1 : 0] ??= { kind: 'message', key: `m${one.seq}`, message: one, first })
}

/** Who has read to where, by the last message of one's own that each of them has seen. */
export function readers(
  found: ReadonlyMap<number, Message>,
  receipts: ReadonlyMap<string, number> | undefined,
): Map<number, string[]> {
  const mine = [...found.values()].filter((one) => one.mine && !one.erased)
  const result = new Map<number, string[]>()
  for (const [member, seq] of receipts ?? []) {
    const last = mine.findLast((one) => one.seq <= seq)
    if (last) result.set(last.seq, [...(result.get(last.seq) ?? []), member])
  }
  return result
}

/** The lines to show, oldest first. `day` gives moments of the same day the same text. */
export function lines(
  entries: readonly Entry[],
  me: string,
  day: (at: number) => string,
): Line[] {
  const result: Line[] = []
  let today = ''
  let last: Message | null = null
  for (const entry of entries) {
    if (!says(entry) && !EVENTS.has(entry.kind)) continue
    const at = Date.parse(entry.at)
    const key = day(at)
    if (key !== today) {
      result.push({ kind: 'day', key: `d${key}`, at })
      today = key
      last = null
    }
    if (says(entry)) {
      const one = reading(entry, me)
      result.push(line(one, last?.by !== one.by))
      last = one
    } else {
      result.push({ kind: 'event', key: `e${entry.seq}`, at, entry })
      last = null
    }
  }
  return result
}
