// Generated from protocol/utelys_protocol by build/write_types.py. Do not edit.

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** Characters of one message at most. */
export const MAX_TEXT = 8000

/** Bytes of one file at most. */
export const MAX_FILE = 10485760

/** Bytes of one calendar at most. */
export const MAX_CALENDAR = 2097152

export interface ActivityAnswer {
  activity: string
  occurrence?: string
  answer: Answer
  note?: string
  company?: 'wanted' | 'offered'
}

export interface ActivityAttend {
  activity: string
  occurrence: string
  members: string[]
}

export interface ActivityAttended {
  occurrence: string
  members: string[]
  noted: boolean
}

export interface ActivityCancel {
  activity: string
  which?: 'one' | 'later' | 'all'
  occurrence?: string
}

export interface ActivityCancelled {
  activity: ActivityCard
  which: string
  occurrence?: string
}

export interface ActivityCard {
  id: string
  title: string
  house?: string
  group?: string
  starts: WallTime
  lasts: number
  rule?: string
  place: string
  meet_at?: string
  bring?: string
  leader?: string
  co_leader?: string
  max?: number
  stages?: Stage[]
  members?: string[]
  room?: string
  picture?: FileCard
  cancelled: boolean
  cancelled_from?: string
  cancelled_occurrences: string[]
  segments?: SegmentCard[]
  singles?: SingleCard[]
}

export interface ActivityChange {
  activity: string
  which?: 'one' | 'later' | 'all'
  occurrence?: string
  starts?: WallTime
  lasts?: number
  rule?: string
  title?: string
  place?: string
  meet_at?: string
  bring?: string
  leader?: string
  co_leader?: string
  max?: number
  clear?: ('meet_at' | 'bring' | 'leader' | 'co_leader' | 'max')[]
}

export interface ActivityChanged {
  activity: ActivityCard
  which: string
  occurrence?: string
  words: string
  changes: ChangeCard[]
}

export interface ActivityLead {
  activity: string
  occurrence?: string
  take?: boolean
}

export interface ActivityLeaderless {
  activity: string
  occurrence: string
  starts_at: string
  title: string
}

export interface ActivityLeft {
  activity: string
}

export interface ActivityMissMe {
  activity: string
  on?: boolean
}

export interface ActivityMissing {
  activity: string
  on: boolean
}

export interface ActivityPicture {
  activity: string
  file?: string
}

export interface ActivityPlan {
  title: string
  house?: string
  group?: string
  starts: WallTime
  lasts?: number
  rule?: string
  place: string
  meet_at?: string
  bring?: string
  leader?: string
  co_leader?: string
  max?: number
  stages?: Stage[]
  members?: string[]
  invite_days?: number
}

export interface ActivityPlanned {
  activity: ActivityCard
}

export interface ActivityResult {
  activity: ActivityCard
}

export type Answer = 'coming' | 'maybe' | 'no'

export interface AnswerCard {
  activity: string
  occurrence: string
  member: string
  answer: Answer
  turn?: number
}

export interface AnswerNoted {
  answer: AnswerCard
  note: string
  starts_at?: string
}

export interface AskCard {
  id: string
  house: string
  raised_at: string
  state: AskState
  room?: string
  asker?: string
  rung?: number
  seen?: number
  returned?: number
  ringing?: number
  taker?: string
  next?: AskNext
  next_at?: string
}

export interface AskChanged {
  ask: AskCard
}

export interface AskDone {
  ask: AskRef
}

export interface AskEnd {
  ask: string
}

export interface AskEnded {
  ask: AskCard
  how: 'answered' | 'withdrawn' | 'handed_over'
}

export interface AskFigures {
  asks: number
  median?: number
  ninety?: number
  answered: number
  handed_over: number
}

export type AskNext = 'wave' | 'return' | 'hand_over'

export interface AskNudged {
  ask: AskCard
}

export interface AskPass {
  ask: string
}

export interface AskRaise {
  house: string
}

export interface AskRef {
  id: string
}

export interface AskReturned {
  ask: AskCard
  why: 'silence' | 'passed'
}

export interface AskRung {
  ask: AskCard
  wave: number
  round: number
  rung?: number
}

export interface AskSee {
  ask: string
}

export interface AskSeen {
  ask: AskCard
}

export type AskState = 'ringing' | 'taken' | 'talking' | 'answered' | 'withdrawn' | 'handed_over'

export interface AskStopped {
  ask: string
  why?: RingEnd
}

export interface AskTake {
  ask: string
}

export interface AskWithdraw {
  ask: string
}

export interface BlockCard {
  id: string
  name: string
  at: string
}

export interface Bye {
  type: 'bye'
  code: ByeCode
  reason: string
  retry_after?: number
}

export type ByeCode = 'signed_out' | 'unauthenticated' | 'too_slow' | 'going_down' | 'protocol_error' | 'too_large' | 'too_many' | 'unavailable'

export interface CalendarCard {
  id: string
  group?: string
  neutral: boolean
  alarm?: number
  name?: string
  made_at?: string
}

export interface CalendarCreate {
  group?: string
  neutral?: boolean
  alarm?: number
  name?: string
}

export interface CalendarCreated {
  calendar: CalendarCard
  url: string
}

export interface CalendarEntry {
  calendar: CalendarCard
}

export interface CalendarGone {
  calendar: string
}

export interface CalendarImported {
  made: boolean
  activities: ImportedCard[]
  unread: UnreadLine[]
  more_unread: number
  over: number
}

export interface CalendarRevoke {
  calendar: string
}

export interface CalendarRevoked {
  calendar: string
}

export interface ChangeCard {
  field: string
  was?: string
  now?: string
}

export type ClaimAs = 'home' | 'reachable'

export interface Command {
  type: 'command'
  id: string
  name: string
  args?: Record<string, Json>
}

export interface CompanyAsked {
  activity: string
  occurrence: string
  starts_at: string
  title: string
  member: MemberCard
}

export interface CompanyCard {
  id: string
  activity?: string
  occurrence: string
  says: Says
}

export interface CompanyChanged {
  activity: string
  occurrence: string
  title: string
  starts_at: string
  place: string
  meet_at?: string
  off?: boolean
}

export interface CompanyMatched {
  activity: string
  occurrence: string
  room: string
  members: MemberCard[]
  title: string
  starts_at: string
  place: string
  meet_at?: string
}

export interface CompanyNobody {
  activity: string
  occurrence: string
  starts_at: string
  title: string
  how_many: number
}

export interface CompanyReopened {
  activity: string
  occurrence: string
  starts_at: string
  words: string
}

export interface CompanySaid {
  company: CompanyCard
}

export interface CompanySay {
  says: Says
  activity?: string
  occurrence?: string
}

export interface CompanySayResult {
  company: CompanyCard
}

export interface CompanyStill {
  activity: string
  occurrence: string
  times: number
  starts_at?: string
}

export interface Cover {
  house: string
  until: string
  times: ShiftTime[]
  gaps: Gap[]
}

export interface CoverUnclaimed {
  shift: string
  occurrence: string
  house: string
  member: string
  starts_at: string
}

export interface CoverUnreachable {
  unreachable: UnreachableCard
}

export interface CrisisCard {
  house: string
  numbers: CrisisLine[]
}

export interface CrisisChanged {
  number: CrisisNumber
}

export interface CrisisCheck {
  house: string
  id: string
}

export interface CrisisDrop {
  house: string
  id: string
}

export interface CrisisDropped {
  number: string
}

export interface CrisisDue {
  house: string
  numbers: string[]
}

export interface CrisisGone {
  id: string
}

export interface CrisisLine {
  id: string
  name: string
  about?: string
  number?: string
  openings: Openings
  languages: string[]
  checked_on?: string
  place: number
  open: boolean
  changes_at?: string
  spans: OpenSpan[]
}

export interface CrisisNumber {
  id: string
  name: string
  about?: string
  number?: string
  openings: Openings
  languages: string[]
  checked_on?: string
  place: number
}

export interface CrisisPut {
  house: string
  id?: string
  name: string
  about?: string
  number?: string
  openings: Openings
  languages?: string[]
  place?: number
}

export interface CrisisResult {
  number: CrisisNumber
}

export type Day = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun' | 'holiday'

export interface DetailsCard {
  title: string
  place: string
  meet_at?: string
  bring?: string
  leader?: string
  co_leader?: string
  max?: number
}

export interface DeviceAdded {
  device: string
  name: string
}

export interface DeviceCard {
  id: string
  name: string
  made_at: string
}

export interface DeviceEnded {
  device: string
}

export interface DeviceLink {
}

export interface DeviceLinked {
  code: string
  link: string
  expires_at: string
}

export interface DeviceSignOut {
  device?: string
}

export interface DeviceSignedOut {
  device: string
}

export type Duty = 'peer_mentor' | 'group_leader' | 'keeper'

export interface Entries {
  type: 'entries'
  stream: string
  entries: Entry[]
}

export interface Entry {
  seq: number
  at: string
  kind: string
  by: string
  body: Record<string, Json>
}

export interface EntryPage {
  stream: string
  entries: Entry[]
  head: number
}

export interface Erased {
}

export type ErrorCode = 'invalid' | 'unauthenticated' | 'forbidden' | 'not_found' | 'conflict' | 'gone' | 'too_large' | 'too_many' | 'unavailable'

export interface Expected {
  at: string
  until?: string
  member?: string
  name?: string
  duty?: Duty
}

export interface FileCard {
  id: string
  name: string
  type: string
  size: number
  width?: number
  height?: number
}

export interface Gap {
  from: string
  to: string
}

export interface Health {
  status: 'ok'
}

export interface Hello {
  type: 'hello'
  token?: string
  cursors?: Record<string, number>
  client?: string
  epoch?: string
}

export interface Hit {
  stream: string
  entry: Entry
}

export interface HomeAccept {
  lease: string
  show?: Show
}

export interface HomeClaim {
  house: string
  as?: ClaimAs
  until?: string
  for?: number
  show?: Show
}

export interface HomeDecline {
  lease: string
}

export interface HomeEnd {
  lease: string
}

export interface HomeKeep {
  lease: string
  until?: string
}

export interface HomeOffer {
  lease: string
  to: string
}

export interface HouseAdmit {
  house: string
  member: string
}

export interface HouseCard {
  id: string
  name: string
  zone: string
  waves?: WavesCard
}

export interface HouseChanged {
  house: HouseCard
}

export interface HouseFigures {
  house: string
  weeks: WeekFigures[]
  whole?: AskFigures
}

export interface HouseLeave {
  house: string
}

export interface HouseLeft {
  house: string
}

export interface HouseOpen {
  name: string
  zone?: string
}

export interface HouseOpened {
  house: HouseCard
}

export interface HouseParted {
  house: string
  member: string
  until?: string
}

export interface HousePause {
  house: string
  member: string
  for: number
}

export interface HousePaused {
  pause: PauseCard
}

export interface HouseRemove {
  house: string
  member: string
}

export interface HouseResult {
  house: HouseCard
}

export interface HouseResumed {
  house: string
}

export interface HouseSetWaves {
  house: string
  second: number
  third: number
  end: number
}

export interface ImportedCard {
  line: number
  what: 'new' | 'changed' | 'cancelled' | 'same'
  title: string
  place: string
  starts: WallTime
  lasts: number
  rule?: string
  next?: string
  differing: number
  activity?: string
}

export interface InvitationCancelled {
  activity: ActivityCard
  which: string
  occurrence?: string
  starts_at?: string
  words?: string
}

export interface InvitationChanged {
  activity: ActivityCard
  which: string
  occurrence?: string
  words: string
  changes: ChangeCard[]
  starts_at?: string
  was_at?: string
}

export interface InvitationLeaderless {
  activity: string
  occurrence: string
  starts_at: string
  title: string
}

export interface InvitationPromoted {
  activity: ActivityCard
  occurrence: string
  still_waiting: string[]
  starts_at?: string
}

export interface InvitationPutBack {
  activity: ActivityCard
  occurrence: string
  still_waiting: string[]
  starts_at?: string
  still_coming: string[]
}

export interface InvitationReceived {
  activity: ActivityCard
  occurrence?: string
  starts_at?: string
  silent?: boolean
}

export interface InviteAccept {
  code: string
  name?: string
  device_name: string
  language?: Language
}

export interface InviteAccepted {
  member: MemberCard
  device: DeviceCard
  token: string
}

export interface InviteCreate {
  stage: Stage
  duties?: Duty[]
  house?: string
  rooms?: string[]
  expires_in?: number
}

export interface InviteCreated {
  code: string
  link: string
  expires_at: string
}

export type Language = 'nb' | 'nn' | 'en'

export interface LeaseCard {
  id: string
  house: string
  as: ClaimAs
  until: string
  show: Show
  offered_to?: string
  through_quiet: boolean
}

export interface LeaseChanged {
  lease: LeaseCard
}

export interface LeaseEnded {
  lease: string
  house: string
  why: 'unanswered' | 'hand' | 'handed_over' | 'replaced' | 'clock'
}

export interface LeaseEnding {
  lease: string
  house: string
  until: string
}

export interface LeaseOffered {
  offer: OfferCard
  known?: boolean
}

export interface LeaseResult {
  lease: LeaseCard
}

export interface LightChanged {
  house: string
  state: LightState
  who: Presence[]
  next?: Expected
  valid_until: string
}

export type LightState = 'home' | 'reachable' | 'expected' | 'nobody' | 'unknown'

export interface Me {
  member: MemberCard
  device: DeviceCard
  language: Language
  time_zone: string
  receipts: boolean
  push_text: PushText
}

export interface MemberBlock {
  member: string
}

export interface MemberBlocked {
  block: BlockCard
}

export interface MemberBlockedResult {
  block: BlockCard
}

export interface MemberCard {
  id: string
  name: string
  stage: Stage
  duties: Duty[]
  picture?: string
}

export interface MemberChanged {
  member: MemberCard
}

export interface MemberGone {
  member: string
}

export interface MemberJoined {
  member: MemberCard
}

export interface MemberLeave {
  erase?: boolean
}

export interface MemberLeft {
  member: string
}

export interface MemberPaused {
  pause: PauseCard
}

export interface MemberPicture {
  picture?: string
}

export interface MemberSetDuties {
  member: string
  duties: Duty[]
}

export interface MemberSetStage {
  member: string
  stage: Stage
}

export interface MemberUnblock {
  member: string
}

export interface MemberUnblocked {
  member: string
}

export interface MemberUpdate {
  name?: string
  language?: Language
  time_zone?: string
  receipts?: boolean
  push_text?: PushText
}

export interface MemberUpdated {
  member: MemberCard
}

export interface MessageDone {
  room: string
  seq: number
}

export interface MessageEdit {
  room: string
  seq: number
  text: string
  mentions?: string[]
}

export interface MessageEdited {
  seq: number
  text?: string
  mentions?: string[]
}

export interface MessageErase {
  room: string
  seq: number
}

export interface MessageErased {
  seq: number
}

export interface MessagePin {
  room: string
  seq: number
}

export interface MessagePinned {
  seq: number
}

export interface MessageReact {
  room: string
  seq: number
  reaction: string
  on?: boolean
}

export interface MessageReacted {
  seq: number
  reaction: string
  on: boolean
}

export interface MessageSend {
  room: string
  text?: string
  reply_to?: number
  mentions?: string[]
  files?: string[]
  occurrence?: string
}

export interface MessageSent {
  text: string
  reply_to?: number
  mentions?: string[]
  files?: FileCard[]
  occurrence?: string
  edited_at?: string
  reactions?: Record<string, string[]>
}

export interface MessageUnpin {
  room: string
  seq: number
}

export interface MissingChosen {
  activity: string
  on: boolean
}

export interface MissingNoticed {
  activity: string
  occurrence: string
  member: string
  words: string
  starts_at?: string
}

export interface MuteCard {
  id: string
  until?: string
}

export interface NextPage {
  since: string
  past: string
}

export interface NoticeCard {
  id: string
  kind: NoticeKind
  about: string
  made_at: string
  state: NoticeState
  at: string
  due?: string
  devices: number
}

export type NoticeKind = 'message' | 'ask' | 'ask_news' | 'still_home' | 'shift' | 'swap' | 'offer' | 'unreachable' | 'shift_begun' | 'invitation' | 'changed' | 'reminder' | 'company' | 'company_asked' | 'account' | 'test'

export interface NoticeList {
  notices: NoticeCard[]
}

export type NoticeState = 'waiting' | 'sending' | 'sent' | 'not_needed' | 'replaced' | 'withdrawn' | 'nowhere' | 'late' | 'failed'

export interface OccurrenceCard {
  id: string
  activity: string
  house?: string
  group?: string
  room?: string
  starts_at: string
  ends_at: string
  title: string
  place: string
  meet_at?: string
  bring?: string
  leader?: MemberCard
  co_leader?: MemberCard
  max?: number
  repeats: boolean
  cancelled: boolean
  answer?: Answer
  waiting: boolean
  coming: MemberCard[]
  coming_count: number
  waiting_count: number
  maybe_count: number
  picture?: FileCard
}

export interface OccurrencePage {
  occurrences: OccurrenceCard[]
  next?: NextPage
}

export interface OfferCard {
  id: string
  house: string
  by: string
  as: ClaimAs
  until: string
}

export interface OfferEnded {
  lease: string
}

export interface OpenHours {
  days: Day[]
  opens: string
  closes: string
}

export interface OpenSpan {
  opens: string
  closes: string
}

export interface Openings {
  always?: boolean
  hours?: OpenHours[]
  zone?: string
}

export interface PauseCard {
  id: string
  name: string
  until: string
}

export interface Ping {
  type: 'ping'
  n: number
}

export interface Placed {
  seq: number
  at: string
}

export interface Pong {
  type: 'pong'
  n: number
  now: string
}

export interface Presence {
  state: ClaimAs
  until: string
  member?: string
  name?: string
  duty?: Duty
}

export interface Problem {
  code: ErrorCode
  title: string
  detail?: string
  field?: string
}

export interface PushAction {
  action: string
  title: string
  command: string
  args: Record<string, Json>
}

export interface PushCard {
  id: string
  device: string
  since: string
  confirmed_at?: string
}

export interface PushConfirm {
  notice: string
}

export interface PushConfirmed {
  push: PushCard
}

export type PushEnd = 'asked' | 'gone' | 'refused'

export interface PushEnded {
  push: string
  device: string
  why: PushEnd
}

export interface PushKey {
  key: string
}

export interface PushKeys {
  p256dh: string
  auth: string
}

export interface PushNotice {
  type: 'notice'
  notice: string
  kind: NoticeKind
  tag: string
  title: string
  body?: string
  plain?: string
  open?: string
  until?: string
  silent?: boolean
  actions: PushAction[]
}

export interface PushSubscribe {
  endpoint: string
  keys: PushKeys
}

export interface PushTest {
  device?: string
}

export interface PushTested {
  notice: string
}

export type PushText = 'neutral' | 'full'

export interface PushUnsubscribe {
  device?: string
}

export interface PushUnsubscribed {
  device: string
}

export interface PushWithdrawn {
  type: 'withdrawn'
  tag: string
  title?: string
}

export interface QuietCard {
  hours?: QuietHoursCard
  until?: string
  wakings: number
}

export interface QuietChanged {
  quiet: QuietCard
}

export interface QuietHoursCard {
  starts: string
  ends: string
  zone: string
}

export interface QuietHoursSaid {
  starts: string
  ends: string
  zone?: string
}

export interface QuietSet {
  hours?: QuietHoursSaid
  until?: string
  wakings?: number
}

export interface ReadMark {
  stream: string
  seq: number
}

export interface Readiness {
  status: 'ready'
}

export interface ReceiptCard {
  member: string
  seq: number
}

export interface ReceiptList {
  stream: string
  receipts: ReceiptCard[]
}

export interface ReceiptsChosen {
  on: boolean
}

export interface Reminder {
  activity: string
  occurrence: string
  starts_at: string
  title: string
  place: string
  meet_at?: string
  bring?: string
}

export interface Reset {
  type: 'reset'
  stream: string
  seq: number
  snapshot: Record<string, Json>
}

export interface Result {
  type: 'result'
  id: string
  ok?: Record<string, Json>
  error?: Problem
}

export type RingEnd = 'taken' | 'passed' | 'withdrawn' | 'handed_over'

export interface RoomAdmit {
  room: string
  member: string
}

export interface RoomCard {
  id: string
  kind: RoomKind
  name?: string
  house?: string
  retain_days?: number
  closed?: boolean
  history_from?: number
  members: MemberCard[]
}

export interface RoomChanged {
  name: string
}

export interface RoomClosed {
  activity: string
  why: 'over' | 'cancelled'
}

export interface RoomExpired {
  before: number
}

export interface RoomHistoryChanged {
  history_from?: number
}

export interface RoomJoin {
  room: string
}

export interface RoomJoined {
  member: MemberCard
}

export type RoomKind = 'direct' | 'house' | 'group' | 'topic' | 'ask'

export interface RoomLeave {
  room: string
}

export interface RoomMute {
  room: string
  until?: string
}

export interface RoomMuted {
  mute: MuteCard
}

export interface RoomOpen {
  kind: 'direct' | 'group' | 'topic' | 'house'
  name?: string
  members?: string[]
  house?: string
}

export interface RoomOpened {
  room: RoomCard
}

export interface RoomResult {
  room: RoomCard
}

export interface RoomRetain {
  room: string
  days?: number
}

export interface RoomUnmute {
  room: string
}

export interface RoomUpdate {
  room: string
  name?: string
  history?: boolean
}

export type Says = 'wanted' | 'offered' | 'none'

export interface SearchPage {
  hits: Hit[]
  next?: string
}

export interface Seen {
  type: 'seen'
  stream: string
  seq: number
}

export interface SegmentCard {
  since: string
  starts: WallTime
  lasts: number
  rule?: string
  moved: number
  cancelled: boolean
  details?: DetailsCard
}

export interface ShiftAgree {
  swap: string
  show?: Show
}

export interface ShiftBegun {
  shift: string
  occurrence: string
  house: string
  starts_at: string
  until: string
}

export interface ShiftCancel {
  shift: string
  which?: 'one' | 'later' | 'all'
  occurrence?: string
}

export interface ShiftCancelled {
  shift: string
  house: string
}

export interface ShiftCard {
  id: string
  house: string
  member: string
  starts: WallTime
  lasts: number
  rule?: string
  show: Show
  until?: string
  changes: ShiftChange[]
}

export interface ShiftChange {
  occurrence: string
  member?: string
  starts?: WallTime
  lasts?: number
  cancelled: boolean
  show?: Show
}

export interface ShiftChangeArgs {
  shift: string
  occurrence?: string
  member?: string
  starts?: WallTime
  lasts?: number
  show?: Show
}

export interface ShiftChanged {
  shift: ShiftCard
}

export interface ShiftDecline {
  swap: string
}

export interface ShiftOver {
  shift: string
  house: string
}

export interface ShiftPlan {
  house: string
  member?: string
  starts: WallTime
  lasts: number
  rule?: string
  show?: Show
}

export interface ShiftPlanned {
  shift: ShiftCard
}

export interface ShiftResult {
  shift: ShiftCard
}

export interface ShiftSwap {
  shift: string
  occurrence: string
  to: string
  in_return?: TimeSaid
  show?: Show
}

export interface ShiftTime {
  shift: string
  occurrence: string
  member: string
  name: string
  starts_at: string
  ends_at: string
  unreachable?: Unreachable
  repeats: boolean
  quiet?: Gap[]
}

export interface ShiftUnreachable {
  unreachable: UnreachableCard
}

export type Show = 'name' | 'duty' | 'nobody'

export interface Signal {
  type: 'signal'
  stream: string
  kind: 'typing'
}

export interface SignalDown {
  type: 'signal'
  stream: string
  kind: string
  by: string
  seq?: number
}

export interface SingleCard {
  id: string
  starts: WallTime
  lasts: number
  cancelled: boolean
  details?: DetailsCard
}

export type Stage = 'incoming' | 'resident' | 'former_resident' | 'friend'

export interface StreamHead {
  id: string
  kind: 'room' | 'house' | 'member'
  head: number
  read?: number
  unread?: number
}

export interface StreamList {
  streams: StreamHead[]
}

export interface StreamSnapshot {
  stream: string
  seq: number
  snapshot: Record<string, Json>
}

export interface SwapAsked {
  swap: SwapCard
}

export interface SwapCard {
  id: string
  house: string
  by: string
  to: string
  time: TimeRef
  starts_at: string
  in_return?: TimeRef
}

export interface SwapEnded {
  swap: string
  how: 'agreed' | 'declined' | 'expired'
}

export interface SwapResult {
  swap: SwapCard
}

export interface TimeRef {
  shift: string
  occurrence: string
}

export interface TimeSaid {
  shift: string
  occurrence: string
}

export interface TopicCard {
  id: string
  name: string
}

export interface TopicOpened {
  topic: TopicCard
}

export type Unreachable = 'no_device' | 'not_confirmed'

export interface UnreachableCard {
  id: string
  house: string
  shift: string
  occurrence: string
  member: string
  starts_at: string
  why: Unreachable
}

export interface UnreachableEnded {
  unreachable: string
  why: 'confirmed' | 'begun' | 'changed'
}

export interface UnreadLine {
  line: number
  property: string
  why: string
}

export interface WallTime {
  wall: string
  zone: string
}

export interface WavesCard {
  second: number
  third: number
  end: number
}

export interface WeekFigures {
  asks: number
  median?: number
  ninety?: number
  answered: number
  handed_over: number
  week: string
}

export interface Welcome {
  type: 'welcome'
  member: string
  device: string
  now: string
  epoch: string
  streams: StreamHead[]
}

export interface AsksAskRaised {
  ask: AskCard
}

export interface AsksAskTaken {
  ask: AskCard
  member: string
}

export interface ActivitiesActivityAnswered {
  answer: AnswerCard
  waiting: boolean
}

export interface AsksAskRaised {
  ask: AskCard
  room: RoomCard
}

export interface AsksAskTaken {
  ask: AskCard
  room: RoomCard
}

export interface PushPushSubscribed {
  push: PushCard
}

export interface ReadingReadMarked {
  stream: string
  seq: number
}

export interface ReadingRoomUnmuted {
  room: string
}

export interface RoomsRoomLeft {
  room: string
}

export interface RoomsRoomRetained {
  room: string
  days?: number
}

export interface EntriesPushSubscribed {
  push: PushCard
}

export interface EntriesReadMarked {
  stream: string
  seq: number
}

export interface EntriesRoomLeft {
  member: string
  card?: MemberCard
}

export interface EntriesRoomRetained {
  days?: number
}

export interface EntriesRoomUnmuted {
  room: string
}

export interface TogetherActivityAnswered {
  activity: string
  occurrence: string
  member: string
  answer: Answer
  turn?: number
}

export interface Bodies {
  'erased': Erased
  'member.joined': MemberJoined
  'member.changed': MemberChanged
  'member.blocked': MemberBlocked
  'member.unblocked': MemberUnblocked
  'member.left': MemberLeft
  'member.paused': MemberPaused
  'house.left': HouseLeft
  'house.paused': HousePaused
  'house.resumed': HouseResumed
  'house.opened': HouseOpened
  'house.changed': HouseChanged
  'topic.opened': TopicOpened
  'topic.changed': TopicOpened
  'room.opened': RoomOpened
  'room.joined': RoomJoined
  'room.left': EntriesRoomLeft
  'room.changed': RoomChanged
  'room.history_changed': RoomHistoryChanged
  'room.retained': EntriesRoomRetained
  'room.closed': RoomClosed
  'room.expired': RoomExpired
  'message.sent': MessageSent
  'message.edited': MessageEdited
  'message.erased': MessageErased
  'message.reacted': MessageReacted
  'message.pinned': MessagePinned
  'message.unpinned': MessagePinned
  'read.marked': EntriesReadMarked
  'receipts.chosen': ReceiptsChosen
  'room.muted': RoomMuted
  'room.unmuted': EntriesRoomUnmuted
  'light.changed': LightChanged
  'ask.raised': AsksAskRaised
  'ask.rung': AskRung
  'ask.seen': AskSeen
  'ask.taken': AsksAskTaken
  'ask.returned': AskReturned
  'ask.changed': AskChanged
  'ask.ended': AskEnded
  'ask.stopped': AskStopped
  'ask.nudged': AskNudged
  'lease.changed': LeaseChanged
  'lease.ending': LeaseEnding
  'lease.ended': LeaseEnded
  'lease.offered': LeaseOffered
  'offer.ended': OfferEnded
  'crisis.changed': CrisisChanged
  'crisis.dropped': CrisisDropped
  'crisis.due': CrisisDue
  'shift.planned': ShiftPlanned
  'shift.changed': ShiftChanged
  'shift.cancelled': ShiftCancelled
  'shift.over': ShiftOver
  'shift.unreachable': ShiftUnreachable
  'cover.unreachable': CoverUnreachable
  'unreachable.ended': UnreachableEnded
  'shift.begun': ShiftBegun
  'cover.unclaimed': CoverUnclaimed
  'swap.asked': SwapAsked
  'swap.ended': SwapEnded
  'quiet.changed': QuietChanged
  'activity.planned': ActivityPlanned
  'activity.changed': ActivityChanged
  'activity.cancelled': ActivityCancelled
  'activity.answered': TogetherActivityAnswered
  'activity.left': ActivityLeft
  'activity.leaderless': ActivityLeaderless
  'invitation.received': InvitationReceived
  'invitation.changed': InvitationChanged
  'invitation.cancelled': InvitationCancelled
  'invitation.promoted': InvitationPromoted
  'invitation.put_back': InvitationPutBack
  'invitation.leaderless': InvitationLeaderless
  'answer.noted': AnswerNoted
  'reminder.answer': Reminder
  'reminder.coming': Reminder
  'missing.chosen': MissingChosen
  'missing.noticed': MissingNoticed
  'calendar.created': CalendarEntry
  'calendar.revoked': CalendarGone
  'company.said': CompanySaid
  'company.matched': CompanyMatched
  'company.changed': CompanyChanged
  'company.reopened': CompanyReopened
  'company.asked': CompanyAsked
  'company.nobody': CompanyNobody
  'company.still': CompanyStill
  'device.added': DeviceAdded
  'device.ended': DeviceEnded
  'push.subscribed': EntriesPushSubscribed
  'push.confirmed': EntriesPushSubscribed
  'push.ended': PushEnded
}

export interface Commands {
  'invite.create': { args: InviteCreate; result: InviteCreated }
  'invite.accept': { args: InviteAccept; result: InviteAccepted }
  'device.link': { args: DeviceLink; result: DeviceLinked }
  'device.sign_out': { args: DeviceSignOut; result: DeviceSignedOut }
  'member.update': { args: MemberUpdate; result: MemberUpdated }
  'member.picture': { args: MemberPicture; result: MemberUpdated }
  'member.block': { args: MemberBlock; result: MemberBlockedResult }
  'member.unblock': { args: MemberUnblock; result: MemberUnblocked }
  'member.leave': { args: MemberLeave; result: MemberGone }
  'member.set_stage': { args: MemberSetStage; result: MemberUpdated }
  'member.set_duties': { args: MemberSetDuties; result: MemberUpdated }
  'quiet.set': { args: QuietSet; result: QuietCard }
  'room.open': { args: RoomOpen; result: RoomResult }
  'room.join': { args: RoomJoin; result: RoomResult }
  'room.leave': { args: RoomLeave; result: RoomsRoomLeft }
  'room.admit': { args: RoomAdmit; result: RoomResult }
  'room.update': { args: RoomUpdate; result: RoomResult }
  'room.retain': { args: RoomRetain; result: RoomsRoomRetained }
  'message.send': { args: MessageSend; result: Placed }
  'message.edit': { args: MessageEdit; result: MessageDone }
  'message.erase': { args: MessageErase; result: MessageDone }
  'message.react': { args: MessageReact; result: MessageDone }
  'message.pin': { args: MessagePin; result: MessageDone }
  'message.unpin': { args: MessageUnpin; result: MessageDone }
  'read.mark': { args: ReadMark; result: ReadingReadMarked }
  'room.mute': { args: RoomMute; result: MuteCard }
  'room.unmute': { args: RoomUnmute; result: ReadingRoomUnmuted }
  'home.claim': { args: HomeClaim; result: LeaseResult }
  'home.keep': { args: HomeKeep; result: LeaseResult }
  'home.end': { args: HomeEnd; result: LeaseResult }
  'home.offer': { args: HomeOffer; result: LeaseResult }
  'home.accept': { args: HomeAccept; result: LeaseResult }
  'home.decline': { args: HomeDecline; result: OfferEnded }
  'ask.raise': { args: AskRaise; result: AsksAskRaised }
  'ask.see': { args: AskSee; result: AskDone }
  'ask.take': { args: AskTake; result: AsksAskTaken }
  'ask.pass': { args: AskPass; result: AskDone }
  'ask.withdraw': { args: AskWithdraw; result: AskDone }
  'ask.end': { args: AskEnd; result: AskDone }
  'activity.plan': { args: ActivityPlan; result: ActivityResult }
  'activity.change': { args: ActivityChange; result: ActivityResult }
  'activity.cancel': { args: ActivityCancel; result: ActivityResult }
  'activity.answer': { args: ActivityAnswer; result: ActivitiesActivityAnswered }
  'activity.lead': { args: ActivityLead; result: ActivityResult }
  'activity.picture': { args: ActivityPicture; result: ActivityResult }
  'activity.miss_me': { args: ActivityMissMe; result: ActivityMissing }
  'activity.attend': { args: ActivityAttend; result: ActivityAttended }
  'push.subscribe': { args: PushSubscribe; result: PushPushSubscribed }
  'push.unsubscribe': { args: PushUnsubscribe; result: PushUnsubscribed }
  'push.test': { args: PushTest; result: PushTested }
  'push.confirm': { args: PushConfirm; result: PushConfirmed }
  'calendar.create': { args: CalendarCreate; result: CalendarCreated }
  'calendar.revoke': { args: CalendarRevoke; result: CalendarRevoked }
  'house.open': { args: HouseOpen; result: HouseResult }
  'house.admit': { args: HouseAdmit; result: HouseResult }
  'house.leave': { args: HouseLeave; result: HouseParted }
  'house.remove': { args: HouseRemove; result: HouseParted }
  'house.pause': { args: HousePause; result: HouseParted }
  'house.set_waves': { args: HouseSetWaves; result: HouseResult }
  'shift.plan': { args: ShiftPlan; result: ShiftResult }
  'shift.change': { args: ShiftChangeArgs; result: ShiftResult }
  'shift.cancel': { args: ShiftCancel; result: ShiftCancelled }
  'shift.swap': { args: ShiftSwap; result: SwapResult }
  'shift.agree': { args: ShiftAgree; result: SwapEnded }
  'shift.decline': { args: ShiftDecline; result: SwapEnded }
  'crisis.put': { args: CrisisPut; result: CrisisResult }
  'crisis.check': { args: CrisisCheck; result: CrisisResult }
  'crisis.drop': { args: CrisisDrop; result: CrisisGone }
  'company.say': { args: CompanySay; result: CompanySayResult }
}

export type CommandName = keyof Commands

export interface Reads {
  '/api/v1/me': Me
  '/api/v1/streams': StreamList
  [path: `/api/v1/streams/${string}/entries`]: EntryPage
  [path: `/api/v1/streams/${string}/snapshot`]: StreamSnapshot
  [path: `/api/v1/streams/${string}/receipts`]: ReceiptList
  '/api/v1/activities/occurrences': OccurrencePage
  '/api/v1/activities/attendance': ActivityAttended
  '/api/v1/notices': NoticeList
  '/api/v1/push/key': PushKey
  '/api/v1/search': SearchPage
  [path: `/api/v1/houses/${string}/cover`]: Cover
  [path: `/api/v1/houses/${string}/figures`]: HouseFigures
  '/api/v1/crisis': CrisisCard
  '/healthz': Health
  '/readyz': Readiness
}

export type UpFrame = Hello | Command | Seen | Signal | Ping

export type DownFrame = Welcome | Entries | Reset | Result | SignalDown | Pong | Bye
