/**
 * How an entry changes the state of its stream.
 *
 * The same rules as protocol/utelys_protocol/snapshots.py, which is what the server holds its own
 * tables against: old snapshot + entries = fresh snapshot. Kinds without a rule change no state.
 */
import type { Entry, Json } from '../protocol/types'
import { amended, pins, span } from './amend'
import { changing, KEPT, leaving } from './earlier'

export type Snapshot = Record<string, Json>

/** A stream as the phone has it: its state after the entry of that number. */
export interface Stream {
  seq: number
  state: Snapshot
}

type Body = Record<string, Json>
type Row = Record<string, Json>
type Rule = (state: Snapshot, body: Body) => void

/** The snapshot after the entry; the one given is left as it was. */
export function fold(snapshot: Snapshot, entry: Entry): Snapshot {
  const state = { ...snapshot }
  if (Array.isArray(state.entries)) {
    amend(state, entry)
  }
  RULES[entry.kind]?.(state, entry.body)
  return state
}

const PINS = new Set(['message.pinned', 'message.unpinned', 'message.erased', 'room.expired'])

function amend(state: Snapshot, entry: Entry): void {
  const all = [...(state.entries as unknown as Entry[]), entry]
  state.earlier = leaving(state, all.slice(0, -KEPT))
  state.entries = all.slice(-KEPT) as unknown as Json
  if (span(entry) !== null) change(state, entry)
  if (PINS.has(entry.kind)) state.pins = pins(state.pins, entry)
}

/** Lets the messages that a room's state holds be as they are after an entry, which is none of them. */
export function change(state: Snapshot, entry: Entry): void {
  state.earlier = changing(state, entry)
  const entries = state.entries as unknown as Entry[]
  state.entries = entries.map((old) => amended(old, entry)) as unknown as Json
}

const rows = (state: Snapshot, key: string): Row[] => (state[key] as Row[] | undefined) ?? []

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function put(key: string, name: string): Rule {
  return (state, body) => {
    if (!(key in state)) return
    const item = body[name] as Row
    const others = rows(state, key).filter((old) => old.id !== item.id)
    state[key] = [...others, item].sort((a, b) => byText(String(a.id), String(b.id)))
  }
}

const drop =
  (key: string, name: string): Rule =>
  (state, body) => {
    if (key in state) state[key] = rows(state, key).filter((row) => row.id !== body[name])
  }

// What is for other stages than the member's new one is not for them any more.
const changeMember: Rule = (state, body) => {
  const { id, stage } = body.member as Row
  if (rows(state, 'members').some((one) => one.id === id)) {
    put('members', 'member')(state, body)
    unanswer(state, id, ({ stages }) => Array.isArray(stages) && !stages.includes(stage ?? null))
  }
  if ((state.member as Row | undefined)?.id === id) state.member = body.member as Json
}

const openRoom: Rule = (state, body) => {
  const { members, ...room } = body.room as Row
  state.members = members ?? []
  state.room = room
  state.pins ??= []
  state.gone ??= []
}

// In the stream of a house or group, and in that of a member whom it concerns.
const activity: Rule = (state, body) => {
  put('activities', 'activity')(state, body)
  put('invitations', 'activity')(state, body)
}

const missing: Rule = (state, body) => {
  const others = ((state.missing as Json[] | undefined) ?? []).filter((one) => one !== body.activity)
  state.missing = (body.on ? [...others, body.activity ?? null] : others).sort((a, b) => byText(String(a), String(b)))
}

/** Takes away what a member answered to some activities; invited by name they keep it. */
function unanswer(state: Snapshot, member: Json | undefined, which: (activity: Row) => boolean): void {
  if (!('answers' in state)) return
  const named = ({ members }: Row) => Array.isArray(members) && members.includes(member ?? null)
  const gone = rows(state, 'activities').filter((one) => !named(one) && which(one))
  const ids = new Set(gone.map(({ id }) => id))
  state.answers = rows(state, 'answers').filter((one) => one.member !== member || !ids.has(one.activity))
}

const join: Rule = (state, body) => {
  put('members', 'member')(state, body)
  drop('paused', 'id')(state, body.member as Row)
}

const leave: Rule = (state, body) => {
  drop('members', 'member')(state, body)
  drop('paused', 'member')(state, body)
  unanswer(state, body.member, () => true)
}

// Who has left is still known by name to those who read what they wrote.
const leaveRoom: Rule = (state, body) => {
  leave(state, body)
  if (body.card) put('gone', 'card')(state, body)
}

const come: Rule = (state, body) => {
  put('members', 'member')(state, body)
  drop('gone', 'id')(state, body.member as Row)
}

const pause: Rule = (state, body) => {
  leave(state, { member: (body.pause as Row).id ?? null })
  put('paused', 'pause')(state, body)
}

/** A shift is among one's own while it, or one of its times, is one's own. */
const shift: Rule = (state, body) => {
  if (!('shifts' in state)) return
  const plan = body.shift as Row
  const me = (state.member as Row).id
  state.shifts = rows(state, 'shifts').filter((one) => one.id !== plan.id)
  const changed = (plan.changes as Row[] | undefined) ?? []
  if ([plan, ...changed].some((one) => one.member === me)) put('shifts', 'shift')(state, body)
}

/** What is under `name` in the body is said under `key` of the room, or no longer said. */
const sayOfRoom =
  (key: string, name: string): Rule =>
  (state, body) => {
    const { [key]: _before, ...room } = state.room as Row
    state.room = { ...room, ...(name in body && { [key]: body[name] ?? null }) }
  }

const answerKey = (row: Row): string => `${row.activity} ${row.occurrence} ${row.member}`

const answer: Rule = (state, body) => {
  const key = answerKey(body)
  // An answer to all times to come takes the place of those to single times, but for a "no".
  const replaced = (old: Row) =>
    body.occurrence === 'all' &&
    old.activity === body.activity &&
    old.member === body.member &&
    old.answer !== 'no' &&
    old.answer !== body.answer
  const others = rows(state, 'answers').filter((old) => answerKey(old) !== key && !replaced(old))
  state.answers = [...others, body].sort((a, b) => byText(answerKey(a), answerKey(b)))
}

/** In one's own stream a call rings; in its room it is what the room is about. */
const ask: Rule = (state, body) => {
  if ('ringing' in state) put('ringing', 'ask')(state, body)
  else state.ask = body.ask as Json
}

const house: Rule = (state, body) => (state.house = body.house as Json)

export const RULES: Record<string, Rule> = {
  'house.opened': house,
  'house.changed': house,
  'member.joined': join,
  'member.left': leave,
  'member.paused': pause,
  'house.paused': put('pauses', 'pause'),
  'house.resumed': drop('pauses', 'house'),
  'house.left': drop('pauses', 'house'),
  'member.changed': changeMember,
  'member.blocked': put('blocks', 'block'),
  'member.unblocked': drop('blocks', 'member'),
  'topic.opened': put('topics', 'topic'),
  'topic.changed': put('topics', 'topic'),
  'room.opened': openRoom,
  'room.joined': come,
  'room.left': leaveRoom,
  'room.changed': (state, body) => {
    state.room = { ...(state.room as Row), name: body.name as Json }
  },
  'room.history_changed': sayOfRoom('history_from', 'history_from'),
  'room.retained': sayOfRoom('retain_days', 'days'),
  'room.closed': (state) => {
    state.room = { ...(state.room as Row), closed: true }
  },
  'light.changed': (state, body) => (state.light = body),
  'ask.raised': ask,
  'ask.rung': ask,
  'ask.seen': ask,
  'ask.taken': ask,
  'ask.returned': ask,
  'ask.changed': ask,
  'ask.ended': ask,
  'ask.stopped': drop('ringing', 'ask'),
  'lease.changed': put('leases', 'lease'),
  'lease.ended': drop('leases', 'lease'),
  'lease.offered': put('offers', 'offer'),
  'offer.ended': drop('offers', 'lease'),
  'read.marked': (state, body) => {
    const before = state.reads as Record<string, Json> | undefined
    state.reads = { ...before, [String(body.stream)]: body.seq ?? 0 }
  },
  'receipts.chosen': (state, body) => (state.receipts = body.on ?? false),
  'room.muted': put('mutes', 'mute'),
  'room.unmuted': drop('mutes', 'room'),
  'quiet.changed': (state, body) => (state.quiet = body.quiet as Json),
  'activity.planned': activity,
  'activity.changed': activity,
  'activity.cancelled': activity,
  'activity.left': drop('invitations', 'activity'),
  'activity.answered': answer,
  'missing.chosen': missing,
  'company.said': put('company', 'company'),
  'calendar.created': put('calendars', 'calendar'),
  'calendar.revoked': drop('calendars', 'calendar'),
  'crisis.changed': put('crisis', 'number'),
  'crisis.dropped': drop('crisis', 'number'),
  'shift.planned': shift,
  'shift.changed': shift,
  'shift.cancelled': drop('shifts', 'shift'),
  'shift.over': drop('shifts', 'shift'),
  'swap.asked': put('swaps', 'swap'),
  'swap.ended': drop('swaps', 'swap'),
  'invitation.received': activity,
  'invitation.changed': activity,
  'invitation.cancelled': activity,
  'invitation.promoted': activity,
  'invitation.put_back': activity,
  'shift.unreachable': put('unreachable', 'unreachable'),
  'cover.unreachable': put('unreachable', 'unreachable'),
  'unreachable.ended': drop('unreachable', 'unreachable'),
  'device.added': (state, body) => {
    const device = { id: body.device as Json, name: body.name as Json }
    put('devices', 'device')(state, { device })
  },
  'device.ended': drop('devices', 'device'),
  'push.subscribed': put('pushes', 'push'),
  'push.confirmed': put('pushes', 'push'),
  'push.ended': drop('pushes', 'push'),
}
