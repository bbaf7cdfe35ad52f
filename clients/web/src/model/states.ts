/** The states of the three kinds of stream, as the folds in fold.ts leave them. */
import type {
  ActivityCard,
  AnswerCard,
  AskCard,
  BlockCard,
  CalendarCard,
  CompanyCard,
  CrisisNumber,
  Entry,
  HouseCard,
  LightChanged,
  LeaseCard,
  MemberCard,
  MuteCard,
  OfferCard,
  PauseCard,
  PushCard,
  QuietCard,
  RoomCard,
  ShiftCard,
  SwapCard,
  TopicCard,
  UnreachableCard,
} from '../protocol/types'
import type { Earlier } from './earlier'
import type { Stream } from './fold'
import type { Queued } from './queued'

export interface RoomState {
  room: Omit<RoomCard, 'members'>
  members: MemberCard[]
  /** Those who have left, as they were by then. */
  gone?: MemberCard[]
  entries: Entry[]
  /** Messages before those; made by the phone itself. */
  earlier?: Earlier
  activities?: ActivityCard[]
  answers?: AnswerCard[]
  ask?: AskCard
  /** Pinned messages by their numbers: who pinned them, and when. */
  pins?: { seq: number; by: string; at: string }[]
}

export interface HouseState {
  house: HouseCard
  members: MemberCard[]
  /** Members who are out of the house for a while. */
  paused?: PauseCard[]
  topics?: TopicCard[]
  activities?: ActivityCard[]
  answers?: AnswerCard[]
  light?: LightChanged
  crisis?: CrisisNumber[]
}

export interface OwnState {
  member?: MemberCard
  devices?: { id: string; name: string }[]
  invitations?: ActivityCard[]
  ringing?: AskCard[]
  quiet?: QuietCard
  company?: CompanyCard[]
  leases?: LeaseCard[]
  offers?: OfferCard[]
  mutes?: MuteCard[]
  /** Activities that one wishes to be missed at. */
  missing?: string[]
  /** Those whom one has blocked; what is hidden and folded away by it is in rooms.ts. */
  blocks?: BlockCard[]
  /** Houses that one is out of for a while. */
  pauses?: PauseCard[]
  /** Whether one gives and sees receipts. */
  receipts?: boolean
  shifts?: ShiftCard[]
  swaps?: SwapCard[]
  pushes?: PushCard[]
  unreachable?: UnreachableCard[]
  calendars?: CalendarCard[]
  /** How far one has read, by stream. */
  reads?: Record<string, number>
}

/** Everything that a screen may be made from, at one moment. */
export interface View {
  me: string
  device: string
  streams: ReadonlyMap<string, Stream>
  queue: readonly Queued[]
  /** Whether there is a connection that has answered. */
  live: boolean
  /** When the server was last heard, in the server's milliseconds; 0 is never. */
  heard: number
}

function of<T>(view: View, kind: string): { id: string; seq: number; state: T }[] {
  const found: { id: string; seq: number; state: T }[] = []
  for (const [id, { seq, state }] of view.streams) {
    if (id.startsWith(kind)) found.push({ id: id.slice(kind.length), seq, state: state as T })
  }
  return found
}

export const rooms = (view: View) => of<RoomState>(view, 'room:')
export const houses = (view: View) => of<HouseState>(view, 'house:')

export const roomOf = (view: View, id: string): RoomState | undefined =>
  view.streams.get(`room:${id}`)?.state as RoomState | undefined

export const houseOf = (view: View, id: string): HouseState | undefined =>
  view.streams.get(`house:${id}`)?.state as HouseState | undefined

export const own = (view: View): OwnState =>
  (view.streams.get(`member:${view.me}`)?.state as OwnState | undefined) ?? {}

/** Everyone whom this phone has a card of, by id. */
export function people(view: View): Map<string, MemberCard> {
  const found = new Map<string, MemberCard>()
  const add = (card: MemberCard): unknown => found.set(card.id, card)
  for (const { state } of rooms(view)) state.gone?.forEach(add)
  for (const { state } of rooms(view)) state.members.forEach(add)
  for (const { state } of houses(view)) state.members.forEach(add)
  const { member } = own(view)
  if (member) add(member)
  return found
}
