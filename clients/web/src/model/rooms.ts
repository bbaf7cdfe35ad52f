import type { Entry, MemberCard } from '../protocol/types'
import { earlierOf, knownOf } from './earlier'
import { own, rooms, type RoomState, type View } from './states'

export interface RoomRow {
  id: string
  state: RoomState
  last: Entry | null
  unread: number
  /** Somebody has named oneself in what is unread. */
  named: boolean
  /** More are unread than this phone holds. */
  more: boolean
  at: number
}

const COUNTS = new Set(['message.sent'])

/** So many unread messages are counted; what is beyond them is "more". */
const ENOUGH = 50

const NOBODY: ReadonlySet<string> = new Set()

/** Those whom one has blocked: what they write is hidden, with one tap to see it. */
export const blocked = (view: View): ReadonlySet<string> => new Set(own(view).blocks?.map(({ id }) => id))

/** Whether a room is folded away: all others who are in it are blocked. The rooms of a house stay. */
export function folded(state: RoomState, me: string, by: ReadonlySet<string>): boolean {
  if (['house', 'topic'].includes(state.room.kind)) return false
  const others = state.members.filter(({ id }) => id !== me)
  return others.length > 0 && others.every(({ id }) => by.has(id))
}

/** Messages of others after one's own place, from the log itself: nothing is counted up or down. */
export function unread(entries: Entry[], me: string, mark: number, hidden = NOBODY): number {
  return entries.filter(isUnread(me, mark, hidden)).length
}

const isUnread =
  (me: string, mark: number, hidden: ReadonlySet<string>) =>
  ({ kind, by, seq }: Entry): boolean =>
    COUNTS.has(kind) && by !== me && !hidden.has(by) && seq > mark

/** The first of them; 0 where all is read. */
export const firstUnread = (entries: Entry[], me: string, mark: number, hidden = NOBODY): number =>
  entries.find(isUnread(me, mark, hidden))?.seq ?? 0

/** Where a room opens: at its first unread message, or after one's place where the phone does not know so far back. */
export function opensAt(state: RoomState, me: string, mark: number, hidden = NOBODY): number {
  const first = firstUnread(knownOf(state), me, mark, hidden)
  return first > 0 && earlierOf(state).since > mark + 1 ? mark + 1 : first
}

export const markOf = (view: View, stream: string): number => own(view).reads?.[stream] ?? 0

/** Until when a room is silent: a moment, for ever (null), or not at all (undefined). */
export function mutedUntil(view: View, room: string, now: number): number | null | undefined {
  const mute = own(view).mutes?.find(({ id }) => id === room)
  if (!mute?.until) return mute && null
  const until = Date.parse(mute.until)
  return until > now ? until : undefined
}

/** Whether it takes a look at what was before to know what is unread in a room, or was said last. */
export function tooLittle(state: RoomState, mark: number): boolean {
  const { since } = earlierOf(state)
  const messages = knownOf(state).filter(({ kind }) => COUNTS.has(kind))
  return since > 1 && messages.length < ENOUGH && (since > mark + 1 || messages.length === 0)
}

const names = ({ body, by }: Entry, me: string): boolean =>
  by !== me && ((body.mentions as string[] | undefined) ?? []).includes(me)

/** One's rooms, the one that something last happened in first; those folded away are `foldedRows`. */
export function roomRows(view: View, read: ReadonlyMap<string, number>): RoomRow[] {
  const hidden = blocked(view)
  return rowsOf(view, read, hidden, (state) => !folded(state, view.me, hidden))
}

/** In how many rooms something unread calls for one: a room that is silent does not. `now` as in `mutedUntil`. */
export const calling = (view: View, read: ReadonlyMap<string, number>, now: number): number =>
  roomRows(view, read).filter(({ id, unread }) => unread > 0 && mutedUntil(view, id, now) === undefined).length

/** The rooms that are folded away, to be looked for where one sees whom one has blocked. */
export function foldedRows(view: View): RoomRow[] {
  const hidden = blocked(view)
  return rowsOf(view, new Map(), hidden, (state) => folded(state, view.me, hidden))
}

function rowsOf(
  view: View,
  read: ReadonlyMap<string, number>,
  hidden: ReadonlySet<string>,
  wanted: (state: RoomState) => boolean,
): RoomRow[] {
  const rows = rooms(view).filter(({ state }) => wanted(state)).map(({ id, state }) => {
    const stream = `room:${id}`
    const entries = knownOf(state)
    const mark = Math.max(markOf(view, stream), read.get(stream) ?? 0)
    const count = unread(entries, view.me, mark, hidden)
    const last = entries.findLast((one) => COUNTS.has(one.kind) && !hidden.has(one.by)) ?? null
    const at = Date.parse((last ?? entries.at(-1))?.at ?? '') || 0
    const more = count > 0 && earlierOf(state).since > mark + 1
    const named = entries.some((one) => one.seq > mark && !hidden.has(one.by) && names(one, view.me))
    return { id, state, last, unread: count, named, more, at }
  })
  return rows.sort((a, b) => b.at - a.at)
}

/** The others in a room; where all have left, those who were in it. */
export function others(state: RoomState, me: string): MemberCard[] {
  const inside = state.members.filter(({ id }) => id !== me)
  return inside.length > 0 ? inside : (state.gone ?? [])
}

/** What a room is called for the one who reads: a direct room by the other's name. */
export function title(state: RoomState, me: string, somebody: string): string {
  if (state.room.name) return state.room.name
  return others(state, me).map(({ name }) => name).join(', ') || somebody
}

/** Two letters for the round mark of a room or a person. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = words.length > 1 ? [words[0], words[1]] : [words[0]]
  return letters.map((word) => [...(word ?? '')][0] ?? '').join('').toUpperCase()
}

export const directWith = (view: View, member: string): string | null =>
  rooms(view).find(
    ({ state }) =>
      state.room.kind === 'direct' && state.members.some(({ id }: MemberCard) => id === member),
  )?.id ?? null
