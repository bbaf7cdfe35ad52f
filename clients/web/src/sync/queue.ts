import type { CommandName, Json, Problem, Result, UpFrame } from '../protocol/types'
import type { Queued, Store } from './store'
import type { World } from './wire'

/** What became of a command: its result, or why it was refused. */
export type Outcome = { ok: Record<string, Json> } | { error: Problem }

/** Refusals that pass by themselves: the command stays and is tried again. */
const PASSING = new Set(['unavailable', 'too_many'])
const TRY_AGAIN = 4_000

/** Commands whose words somebody wrote: refused or not, the text is kept until they decide. */
const WRITTEN = new Set<string>(['message.send', 'message.edit'])

/** A call for someone that could not leave the phone in this time is not made behind their back. */
const LASTS: Partial<Record<string, number>> = {
  'ask.raise': 10 * 60_000,
  'home.claim': 10 * 60_000,
}

export interface QueueListener {
  say(frame: UpFrame): boolean
  changed(): void
}

/**
 * Commands on their way. Each is stored before it is sent, is sent again under the same id after
 * every loss, and leaves only when its result is here: the server sees to it that nothing
 * happens twice.
 */
export class SendQueue {
  private waiting = new Map<string, Queued>()
  private asking = new Map<string, (outcome: Outcome) => void>()
  private stopTimer: () => void = () => undefined

  constructor(
    private readonly store: Store,
    private readonly world: World,
    private readonly makeId: () => string,
    private readonly listener: QueueListener,
  ) {}

  /** In the order in which they were made, failed ones too. */
  get all(): Queued[] {
    return [...this.waiting.values()]
  }

  get(id: string): Queued | undefined {
    return this.waiting.get(id)
  }

  load(kept: Queued[]): void {
    for (const command of kept) this.waiting.set(command.id, command)
  }

  /** Stores and sends. The promise settles with the result, however long that takes. */
  async add(name: CommandName, args: Record<string, Json>): Promise<Outcome> {
    const command: Queued = { id: this.makeId(), name, args, made: this.world.now() }
    this.waiting.set(command.id, command)
    const outcome = new Promise<Outcome>((settle) => this.asking.set(command.id, settle))
    this.listener.changed()
    await this.store.commit({ queue: [command] })
    this.send(command)
    return outcome
  }

  /** Sends everything that has no result yet, oldest first. Called after every welcome. */
  async resend(): Promise<void> {
    await this.expire()
    for (const command of this.waiting.values()) if (!command.failed) this.send(command)
  }

  async result(frame: Result): Promise<void> {
    const command = this.waiting.get(frame.id)
    if (!command) return
    if (!frame.error) return this.settle(command, { ok: frame.ok ?? {} })
    if (PASSING.has(frame.error.code)) return this.later()
    if (WRITTEN.has(command.name)) await this.fail(command, frame.error)
    else await this.settle(command, { error: frame.error })
  }

  /** Sends a refused command once more, as a new one: the old id keeps its refusal. */
  async again(id: string): Promise<void> {
    const command = this.waiting.get(id)
    if (!command) return
    await this.forget(id)
    void this.add(command.name, command.args)
  }

  /** Takes a command back. If it has left already, its result still counts on the server. */
  async forget(id: string): Promise<void> {
    this.waiting.delete(id)
    this.asking.delete(id)
    this.listener.changed()
    await this.store.commit({ unqueue: [id] })
  }

  clear(): void {
    this.stopTimer()
    this.waiting.clear()
    this.asking.clear()
  }

  private send({ id, name, args }: Queued): void {
    this.listener.say({ type: 'command', id, name, args })
  }

  private async settle(command: Queued, outcome: Outcome): Promise<void> {
    this.waiting.delete(command.id)
    await this.store.commit({ unqueue: [command.id] })
    this.answer(command.id, outcome)
    this.listener.changed()
  }

  private async fail(command: Queued, problem: Problem): Promise<void> {
    const { code, title, field } = problem
    const failed: Queued = { ...command, failed: { code, title, ...(field && { field }) } }
    this.waiting.set(command.id, failed)
    await this.store.commit({ queue: [failed] })
    this.answer(command.id, { error: problem })
    this.listener.changed()
  }

  private answer(id: string, outcome: Outcome): void {
    const settle = this.asking.get(id)
    this.asking.delete(id)
    settle?.(outcome)
  }

  private async expire(): Promise<void> {
    for (const command of this.all) {
      const lasts = LASTS[command.name]
      if (lasts === undefined || this.world.now() - command.made <= lasts) continue
      const error: Problem = { code: 'gone', title: 'It waited too long for a network.' }
      await this.settle(command, { error })
    }
  }

  private later(): void {
    this.stopTimer()
    this.stopTimer = this.world.after(TRY_AGAIN, () => void this.resend())
  }
}
