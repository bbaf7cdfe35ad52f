/** One conversation, as a room and what is written about one time of an activity both are. */
import { lines, messages, type Message } from '../model/messages'
import { waitingIn } from '../model/queued'
import { blocked } from '../model/rooms'
import { people, roomOf, type View } from '../model/states'
import type { Entry, MemberCard } from '../protocol/types'
import { speech } from './speech.svelte'

export interface Place {
  view: View
  room: string
  /** The time of an activity that it is about; without one it is the whole room. */
  time?: string
  /** What is shown, once the newest entries of the room are these. */
  with(newest: Entry[]): Entry[]
}

export class Talk {
  reply = $state.raw<Message | null>(null)
  edit = $state.raw<Message | null>(null)
  private readonly place: () => Place

  constructor(place: () => Place) {
    this.place = place
  }

  readonly view = $derived.by(() => this.place().view)
  readonly room = $derived.by(() => this.place().room)
  readonly here = $derived.by(() => roomOf(this.view, this.room))
  readonly known = $derived.by(() => people(this.view))
  /** Those whom one has blocked. */
  readonly hidden = $derived.by(() => blocked(this.view))
  readonly pinned = $derived.by(() => new Set(this.here?.pins?.map(({ seq }) => seq)))
  readonly others = $derived.by<MemberCard[]>(() => this.here?.members.filter(({ id }) => id !== this.view.me) ?? [])

  readonly entries = $derived.by(() => this.place().with(this.newest()))
  readonly shown = $derived.by(() => lines(this.entries, this.view.me, speech.dates.key))
  readonly found = $derived.by(() => messages(this.entries, this.view.me))
  /** What may be quoted: of the room's newest too, and nothing of those whom one has blocked. */
  readonly quotable = $derived.by(() => {
    const all = [...messages(this.newest(), this.view.me), ...this.found]
    return new Map(all.filter(([, { by }]) => !this.hidden.has(by)))
  })
  readonly waiting = $derived.by(() => waitingIn(this.view.queue, this.room, this.place().time, this.found))

  newest = (): Entry[] => this.here?.entries ?? []

  /** The last that came of this conversation. */
  get last(): Entry | undefined {
    const { time } = this.place()
    return this.newest().findLast(({ body }) => time === undefined || body.occurrence === time)
  }

  who = (member: string): string =>
    member === this.view.me ? speech.words.you : (this.known.get(member)?.name ?? speech.words.someone)

  replyTo = (message: Message): void => {
    this.reply = message
    this.edit = null
  }

  editOf = (message: Message): void => {
    this.edit = message
    this.reply = null
  }

  clear = (): void => {
    this.reply = this.edit = null
  }
}
