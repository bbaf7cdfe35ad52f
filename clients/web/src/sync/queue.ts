import type { Queued } from '../model/queued'
import type { CommandName, Json, Problem, Result, UpFrame } from '../protocol/types'
import type { Change, Store } from './store'
import type { World } from './wire'

/** What became of a command: its result, or why it was refused. */
export type Outcome = { ok: Record<string, Json> } | { error: Problem }

/** Refusals that pass by themselves: the command stays and is tried again. */
const PASSING = new Set(['unavailable', 'too_many'])
/** Milliseconds until something is tried again, the first time and at most. */
const TRY_AGAIN = 4_000
const TRY_AT_MOST = 300_000

/** Commands whose words somebody wrote: refused or not, the text is kept until they decide. */
const WRITTEN = new Set<string>(['message.send', 'message.edit'])

/**
 * What could not leave the phone in this time (ms) is not done behind its member's back: whoever
 * tapped in a tunnel is somewhere else by then, and may have found another way.
 */
const LASTS: Partial<Record<string, number>> = {
  'ask.raise': 10 * 60_000,
  'ask.take': 60_000,
  'home.claim': 10 * 60_000,
  'home.keep': 60_000,
}

/** Why such a command was given up. */
export const WAITED: Problem = { code: 'gone', title: 'It waited too long for a network.' }

/** What became of a command that another page of this phone has carried out. */
const ELSEWHERE: Problem = { code: 'unavailable', title: 'It was done on another page.' }

/** Bytes of all files that wait on the phone at once; a phone is small and its owner's. */
export const MOST_WAITING = 40 * 1024 * 1024

/** A file to send, as the member chose it. */
export interface Parcel {
  name: string
  type: string
  data: ArrayBuffer
}

/** Keeps a file on the server: its id, or why not. Throws where there is no network. */
export type Upload = (room: string, parcel: Parcel) => Promise<{ id: string } | { error: Problem }>

/** The room, or the thread in it, whose order a message is part of; null for other commands. */
const lineOf = ({ name, args }: Queued): string | null =>
  name === 'message.send' ? `${String(args.room)} ${String(args.occurrence ?? '')}` : null

/** The name under which the phone keeps the bytes of a file that waits. */
export const bytesOf = (command: string): string => `out ${command}`

export interface QueueListener {
  say(frame: UpFrame): boolean
  changed(): void
  /** Whether there is a connection that has answered. */
  live(): boolean
  upload: Upload
}

/**
 * Commands on their way. Each is stored before it is sent, is sent again under the same id after
 * every loss, and leaves only when its result is here: the server sees to it that nothing
 * happens twice. A message goes when those written before it in the same place have arrived, or
 * were refused; nothing else waits for another.
 */
export class SendQueue {
  private waiting = new Map<string, Queued>()
  /** Those that are being stored. */
  private storing = new Set<string>()
  private newest = 0
  private asking = new Map<string, (outcome: Outcome) => void>()
  private carrying: Promise<void> | null = null
  private tries = 0
  private stopTimer: () => void = () => undefined

  constructor(
    private readonly store: Store,
    private readonly world: World,
    private readonly makeId: () => string,
    private readonly listener: QueueListener,
  ) {}

  /** In the order in which they were made, failed ones too. */
  get all(): Queued[] {
    return [...this.waiting.values()].sort((a, b) => a.made - b.made)
  }

  get(id: string): Queued | undefined {
    return this.waiting.get(id)
  }

  /** Takes what the phone has; after a rest, what was answered elsewhere meanwhile is not there any more. */
  load(kept: Queued[]): void {
    this.waiting = new Map(kept.map((command) => [command.id, command]))
    this.newest = Math.max(0, ...kept.map(({ made }) => made))
    for (const id of [...this.asking.keys()]) if (!this.waiting.has(id)) this.answer(id, { error: ELSEWHERE })
  }

  /** Stores and sends. The promise settles with the result, however long that takes. */
  async add(name: CommandName, args: Record<string, Json>): Promise<Outcome> {
    const command: Queued = { id: this.makeId(), name, args, made: this.made() }
    this.waiting.set(command.id, command)
    this.storing.add(command.id)
    const outcome = new Promise<Outcome>((settle) => this.asking.set(command.id, settle))
    this.listener.changed()
    await this.keep({ queue: [command] })
    this.storing.delete(command.id)
    this.send(command)
    const lasts = LASTS[name]
    if (lasts !== undefined) this.world.after(lasts + 1, () => void this.expire())
    return outcome
  }

  /** Keeps a file for a room on the phone and sends it; why not, where it cannot be kept. */
  async addFile(args: { room: string; occurrence?: string }, parcel: Parcel): Promise<'kept' | 'too_many' | 'full'> {
    const { name, type, data } = parcel
    const size = data.byteLength
    const held = this.all.reduce((sum, { file }) => sum + (file?.size ?? 0), 0)
    if (held + size > MOST_WAITING) return 'too_many'
    const file = { name, type, size }
    const id = this.makeId()
    const command: Queued = { id, name: 'message.send', args, made: this.made(), file }
    try {
      await this.store.commit({ queue: [command], bytes: [{ id: bytesOf(id), data }] })
    } catch {
      return 'full'
    }
    this.waiting.set(id, command)
    this.listener.changed()
    this.send(command)
    return 'kept'
  }

  /** Sends everything that has no result yet, oldest first. Called after every welcome. */
  async resend(): Promise<void> {
    await this.expire(true)
    for (const command of this.all) if (!command.failed) this.send(command)
  }

  async result(frame: Result): Promise<void> {
    const command = this.waiting.get(frame.id)
    if (!command) return
    if (!frame.error) {
      this.tries = 0
      return this.settle(command, { ok: frame.ok ?? {} })
    }
    if (PASSING.has(frame.error.code)) return this.later()
    if (WRITTEN.has(command.name)) await this.fail(command, frame.error)
    else await this.settle(command, { error: frame.error })
  }

  /** Sends a refused command once more, as a new one: the old id keeps its refusal. */
  async again(id: string): Promise<void> {
    const command = this.waiting.get(id)
    if (!command) return
    if (!command.file) {
      await this.forget(id)
      // Who was named may have left the room since: the words stand without that.
      const { mentions, ...args } = command.args
      const named = mentions !== undefined && command.failed?.field !== 'mentions'
      return void this.add(command.name, named ? { ...args, mentions } : args)
    }
    const { failed: _, ...rest } = command
    // What was uploaded may be gone from the server by now; the phone still has it.
    const { files: _uploaded, ...args } = command.args
    const anew: Queued = { ...rest, id: this.makeId(), args, made: this.made() }
    try {
      const bytes = [{ id: bytesOf(anew.id), data: await this.store.bytes(bytesOf(id)) }]
      await this.store.commit({ queue: [anew], bytes, unqueue: [id], unbytes: [bytesOf(id)] })
    } catch {
      // A phone that is full cannot hold it twice: it stays as it was.
      return
    }
    this.waiting.delete(id)
    this.waiting.set(anew.id, anew)
    this.listener.changed()
    this.send(anew)
  }

  /** Takes a command back. If it has left already, its result still counts on the server. */
  async forget(id: string): Promise<void> {
    const command = this.waiting.get(id)
    this.asking.delete(id)
    if (command) await this.replace(command, null, { unqueue: [id], unbytes: [bytesOf(id)] })
  }

  clear(): void {
    this.stopTimer()
    this.newest = 0
    this.waiting.clear()
    this.asking.clear()
  }

  /** The order of sending, across restarts: later than all that is here, whatever the clock says. */
  private made(): number {
    return (this.newest = Math.max(this.newest + 1, this.world.now()))
  }

  private send(command: Queued): void {
    const { id, name, args, file } = command
    if (file && !args.files) return this.carry()
    if (this.storing.has(id) || !this.leads(command)) return
    this.listener.say({ type: 'command', id, name, args })
  }

  /** Whether nothing that was written before it in the same place is still to arrive. */
  private leads(command: Queued): boolean {
    return lineOf(command) === null || this.first(command)?.id === command.id
  }

  private first(command: Queued): Queued | undefined {
    return this.all.find((one) => !one.failed && lineOf(one) === lineOf(command))
  }

  /** Takes a command out of the queue, or leaves it there as failed; what waited for it goes then. */
  private async replace(command: Queued, failed: Queued | null, change: Change): Promise<void> {
    const led = lineOf(command) !== null && this.leads(command)
    if (failed) this.waiting.set(failed.id, failed)
    else this.waiting.delete(command.id)
    this.listener.changed()
    await this.keep(change)
    const next = led && this.first(command)
    if (next) this.send(next)
  }

  /** What a full phone cannot keep is on its way all the same. */
  private async keep(change: Change): Promise<void> {
    await this.store.commit(change).catch(() => undefined)
  }

  /** Uploads what waits, one after the other: two at once are slower on a thin line. */
  private carry(): void {
    if (!this.listener.live()) return
    this.carrying ??= this.carryAll().finally(() => (this.carrying = null))
  }

  private async carryAll(): Promise<void> {
    for (;;) {
      const command = this.all.find(({ file, args, failed }) => file && !args.files && !failed)
      if (!command || !this.listener.live()) return
      if (!(await this.upload(command))) return this.later()
    }
  }

  /** Uploads the file of a command and sends it then; false where the network did not carry it. */
  private async upload(command: Queued): Promise<boolean> {
    const { id, file } = command
    const room = String(command.args.room)
    let data: ArrayBuffer | undefined
    try {
      data = (await this.store.bytes(bytesOf(id))) as ArrayBuffer | undefined
    } catch {
      return false
    }
    if (!file || !data) return this.fail(command, { code: 'gone', title: 'It is not here.' }).then(() => true)
    let told: Awaited<ReturnType<Upload>>
    try {
      told = await this.listener.upload(room, { name: file.name, type: file.type, data })
    } catch {
      return false
    }
    // Taken back, or wiped with the phone, while it was on its way.
    if (!this.waiting.has(id)) return true
    if ('error' in told) {
      if (PASSING.has(told.error.code)) return false
      await this.fail(command, told.error)
      return true
    }
    const uploaded: Queued = { ...command, args: { ...command.args, files: [told.id] } }
    this.waiting.set(id, uploaded)
    await this.keep({ queue: [uploaded] })
    this.send(uploaded)
    return true
  }

  private async settle(command: Queued, outcome: Outcome): Promise<void> {
    const unbytes = command.file ? { unbytes: [bytesOf(command.id)] } : {}
    await this.replace(command, null, { unqueue: [command.id], ...unbytes })
    this.answer(command.id, outcome)
  }

  private async fail(command: Queued, problem: Problem): Promise<void> {
    const { code, title, field } = problem
    const failed: Queued = { ...command, failed: { code, title, ...(field && { field }) } }
    await this.replace(command, failed, { queue: [failed] })
    this.answer(command.id, { error: problem })
  }

  private answer(id: string, outcome: Outcome): void {
    const settle = this.asking.get(id)
    this.asking.delete(id)
    settle?.(outcome)
  }

  /** Gives up what has waited too long. With a connection its answer may still come: `all` gives that up too. */
  private async expire(all = false): Promise<void> {
    if (!all && this.listener.live()) return
    for (const command of this.all) {
      const lasts = LASTS[command.name]
      if (lasts === undefined || this.world.now() - command.made <= lasts) continue
      await this.settle(command, { error: WAITED })
    }
  }

  private later(): void {
    this.stopTimer()
    const pause = Math.min(TRY_AT_MOST, TRY_AGAIN * 2 ** this.tries++)
    this.stopTimer = this.world.after(pause, () => void this.resend())
  }
}
