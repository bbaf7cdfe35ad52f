/** The one engine of this page, and what the screens read from it. */
import { holdsFor } from '../model/light'
import { houses, type View } from '../model/states'
import { IdbStore, openDatabase } from '../platform/idb'
import { makeId, world } from '../platform/browser'
import { forgetAsked } from '../platform/ask'
import { readBefore, readEntry, signedIn, signOut, upload } from '../platform/door'
import { wear, type Look } from '../platform/look'
import { Role, type RoleListener } from '../platform/role'
import { openSocket } from '../platform/socket'
import { emptyPhone, startWorker } from '../platform/worker'
import type { CommandName, Commands, Entry, Language } from '../protocol/types'
import { Engine } from '../sync/engine'
import { MemoryStore } from '../sync/memory'
import type { Owing } from '../sync/owing'
import { WAITED, type Outcome } from '../sync/queue'
import { lockStore, openLock, SealedStore, unlockStore, type Lock } from '../sync/sealed'
import type { Change, Store } from '../sync/store'
import { announce } from './announce.svelte'
import { Marks } from './marks.svelte'
import { Signals } from './signals.svelte'
import { phoneLanguage, speech } from './speech.svelte'

export type Phase = 'starting' | 'locked' | 'asking' | 'out' | 'in'

/** Out of sight for this long (ms), a phone with a lock asks for the code again. */
const LOCKS_AFTER = 60_000

/** Milliseconds until the server is told again that this phone has left. */
const PAY_AGAIN = 60_000

/** Holds messages of a stream: they change, and go, as the engine's do. */
export interface Holder {
  amend(stream: string, changes: readonly Entry[]): void
  forget(stream: string): void
}

class Session implements RoleListener {
  phase = $state<Phase>('starting')
  view = $state.raw<View | null>(null)
  /** The server's milliseconds, moved on whenever something shown depends on it. */
  now = $state(Date.now())
  online = $state(navigator.onLine)
  /** Whether the server is heard; that a phone has a network does not say it. */
  readonly live = $derived(this.view?.live ?? false)
  full = $state(false)
  /** What the last thing that went wrong was, in words; shown until it is dismissed. */
  problem = $state('')
  meta = $state.raw<Record<string, unknown>>({})

  readonly marks = new Marks(
    () => this.view,
    (stream, seq) => void this.engine.run('read.mark', { stream, seq }),
  )
  readonly signals = new Signals()

  engine!: Engine
  store!: Owing
  readonly role = new Role(this)
  /** What lies under the lock. */
  private inner!: Store
  /** What opens it; the same as `inner` on a phone without one. */
  private opened!: Store
  private lockMark = ''
  /** Under way: everything is being sealed, or unsealed. */
  private sealing: Promise<void> | null = null
  /** The phone was emptied, and the server does not know yet that this device has left. */
  owed = $state(false)
  private paying: Promise<boolean> | null = null
  locked = $state(false)
  look = $state<Look>('own')
  private stopTick: () => void = () => undefined

  /** Reads what the phone has; behind a lock that is nothing until the code is there. */
  async open(inner: Store): Promise<void> {
    this.inner = inner
    const { meta } = await inner.load()
    const lock = meta.lock as Lock | null | undefined
    this.look = meta.look === 'neutral' ? 'neutral' : 'own'
    if (this.look !== 'own') wear(this.look)
    this.locked = Boolean(lock)
    this.lockMark = markOfLock(lock)
    this.owed = meta.owed === true
    if (lock) {
      await speech.speak(phoneLanguage())
      this.phase = 'locked'
    } else await this.readFrom(inner)
  }

  /** Opens the lock; false for another code. */
  async unlock(code: string): Promise<boolean> {
    const key = await openLock((await this.inner.load()).meta.lock as Lock, code)
    if (!key) return false
    await this.readFrom(new SealedStore(this.inner, key))
    await this.settle()
    return true
  }

  /** Seals everything under a code, and begins anew: behind the lock. Rejects where that did not go. */
  lock(code: string): Promise<void> {
    return this.reseal(() => lockStore(this.inner, code))
  }

  removeLock(): Promise<void> {
    return this.reseal(() => unlockStore(this.inner, this.opened))
  }

  /** Nothing is written meanwhile, by this page or another: it would not be sealed as the rest is. */
  private async reseal(write: () => Promise<void>): Promise<void> {
    if (!this.role.held) throw new Error('Another page writes.')
    await this.engine.rest()
    try {
      await (this.sealing = write())
    } catch (error) {
      await this.again()
      throw error
    } finally {
      this.sealing = null
    }
    this.role.say('changed')
    this.changed()
  }

  /** Nothing of what was open is seen until the page is new. */
  changed(): void {
    this.phase = 'starting'
    location.reload()
  }

  /** This page writes from now on. */
  gained(late: boolean): void {
    if (late && this.phase !== 'starting') void this.again()
    else if (this.phase === 'in') this.start()
  }

  async lost(taken: boolean): Promise<void> {
    if (taken && this.phase === 'in') void this.store.rest()
    await this.sealing
    if (this.phase === 'in') await this.engine.rest()
  }

  /** Another page has written: goes on from what is there, or begins anew where it is another's by now. */
  private async again(): Promise<void> {
    const { meta } = await this.inner.load()
    const isIn = this.phase === 'in'
    const isOther = this.phase !== 'locked' && Boolean(meta.identity) !== isIn
    if (isOther || markOfLock(meta.lock as Lock | null) !== this.lockMark) return this.changed()
    if (!isIn) return
    this.meta = await this.engine.load()
    this.start()
  }

  /** Goes in, or to the door. */
  async settle(): Promise<void> {
    if (this.owed) {
      this.phase = 'out'
      void this.payOff()
    } else if (this.engine.identity) {
      // An invitation that a member opens again is not for them to use: it leaves the address.
      if (location.pathname !== '/') history.replaceState(null, '', '/#/')
      this.enter()
      return
    }
    if (location.pathname !== '/join') {
      this.phase = 'asking'
      if (await signedIn()) return this.enter()
    }
    this.phase = 'out'
  }

  private async readFrom(store: Store): Promise<void> {
    this.opened = store
    this.engine = new Engine(
      { store, world, open: openSocket, read: readEntry, before: readBefore, upload, makeId, client: `web ${speech.language}` },
      {
        changed: () => this.refresh(),
        arrived: (stream, entries) => this.arrived(stream, entries),
        amended: (stream, changes) => this.holders.forEach((one) => one.amend(stream, changes)),
        forgot: (stream) => this.holders.forEach((one) => one.forget(stream)),
        signal: (frame) => this.signals.heard(frame),
        signedOut: () => void this.empty(),
      },
    )
    this.store = this.engine.store
    this.meta = await this.engine.load()
    const language = (this.meta.language as Language | undefined) ?? phoneLanguage()
    await speech.speak(language)
  }

  /** Stores small things of this phone's own: language, drafts, settings. */
  async remember(meta: Record<string, unknown>): Promise<void> {
    // A screen that goes because its member does has nothing more to keep.
    if (this.phase === 'starting' || this.phase === 'locked') return
    this.meta = { ...this.meta, ...meta }
    await this.keep({ meta })
  }

  /** Another name and icon; the phone takes them when the app is put on the home screen anew. */
  async wear(look: Look): Promise<void> {
    this.look = look
    wear(look)
    await this.remember({ look })
  }

  async keep(change: Change): Promise<void> {
    try {
      await this.store.commit(change)
    } catch {
      this.full = true
    }
  }

  enter(): void {
    this.phase = 'in'
    if (this.role.held) this.start()
    else this.looked()
    this.refresh()
    if (this.workerGone) void startWorker()
    this.workerGone = false
  }
  private workerGone = false

  private start(): void {
    this.engine.start()
    this.engine.look(!document.hidden)
  }

  /** Somebody looks at this page, or does something on it. */
  looked(): void {
    if (!document.hidden) this.role.want()
  }

  async run<N extends CommandName>(name: N, args: Commands[N]['args']): Promise<Outcome> {
    const outcome = await this.engine.run(name, args)
    if ('error' in outcome) {
      const { problem } = speech.words
      const { code } = outcome.error
      const known = code in problem ? problem[code as keyof typeof problem] : problem.generic
      this.problem = outcome.error === WAITED ? problem.offline : known
      announce(this.problem)
    }
    return outcome
  }

  /** Goes out at once, network or not; the server hears of it as soon as there is one. */
  async leave(): Promise<void> {
    await this.empty({ owed: true })
    this.owed = true
    void this.payOff()
  }

  /** Tells the server that this phone has left, where it does not know; false without a network. */
  async payOff(): Promise<boolean> {
    return !this.owed || (this.paying ??= this.pay().finally(() => (this.paying = null)))
  }

  private async pay(): Promise<boolean> {
    if (!(await signOut())) {
      world.after(PAY_AGAIN, () => void this.payOff())
      return false
    }
    await this.inner.wipe()
    this.owed = false
    return true
  }

  /** Everything of this member leaves the phone but what `left` says. */
  private async empty(left?: Record<string, unknown>): Promise<void> {
    const isLocked = this.phase === 'locked'
    // The screens go first, and what is under way: what they would still keep is nobody's any more.
    this.phase = 'starting'
    forgetAsked()
    await (isLocked ? this.inner.wipe(left) : this.engine.wipe(left))
    this.role.say('emptied')
    await this.goOut()
  }

  /** Another page of this phone has emptied it. */
  emptied(): void {
    if (this.phase === 'out') return
    const isIn = this.phase === 'in'
    this.phase = 'starting'
    forgetAsked()
    void (isIn ? this.engine.end() : Promise.resolve()).then(() => this.goOut())
  }

  /** Lets go of all that this page holds of the member: caches, notices and the worker's own data too. */
  private async goOut(): Promise<void> {
    for (const letGo of this.leaving) letGo()
    this.locked = false
    this.lockMark = ''
    this.view = null
    this.marks.clear()
    this.signals.clear()
    this.look = 'own'
    wear('own')
    await emptyPhone().catch(() => undefined)
    this.workerGone = true
    // What was under a lock went with its key, and nothing more is written for who was here.
    await this.readFrom(this.inner)
    this.owed = (this.meta.owed ?? this.owed) === true
    this.phase = 'out'
    location.hash = '/ut'
  }

  refresh(): void {
    const { engine } = this
    if (engine.identity) {
      this.view = {
        me: engine.identity.member,
        device: engine.identity.device,
        streams: new Map(engine.streams),
        queue: engine.queue.all,
        live: engine.state === 'live',
        heard: engine.heard,
      }
    }
    this.full = engine.full
    if (engine.queue.all.some(({ name }) => name !== 'read.mark')) this.askToKeep()
    this.tick()
    this.marks.refresh(this.now)
  }

  /** What is written here is nowhere else yet: a phone that is short of room is asked to leave it alone. */
  private askToKeep(): void {
    if (this.askedToKeep) return
    this.askedToKeep = true
    void navigator.storage?.persist?.().catch(() => false)
  }
  private askedToKeep = false

  private tick(): void {
    this.stopTick()
    this.now = Date.now() + this.engine.skew
    let pause = 30_000
    const heard = this.engine.heard
    if (this.view) {
      for (const { state } of houses(this.view)) {
        pause = Math.min(pause, holdsFor(state.light, this.now, heard))
      }
    }
    this.stopTick = world.after(pause + 20, () => this.tick())
  }

  /** Others on this page who hold something of the member, to let go of when they leave. */
  readonly leaving = new Set<() => void>()

  /** Screens that hold messages beside the engine. */
  readonly holders = new Set<Holder>()

  /** Others on this page who want to hear what has come. */
  readonly listeners = new Set<(entries: Entry[]) => void>()

  private arrived(stream: string, entries: Entry[]): void {
    for (const listener of this.listeners) listener(entries)
    for (const { kind, by } of entries) {
      if (kind === 'message.sent') this.signals.stopTyping(stream, by)
    }
  }
}

/** What tells one lock from another. */
const markOfLock = (lock: Lock | null | undefined): string => lock?.salt.join() ?? ''

export const session = new Session()

async function openStore(): Promise<Store> {
  try {
    return new IdbStore(await openDatabase())
  } catch {
    return new MemoryStore()
  }
}

function listen(): void {
  const live = (): boolean => session.phase === 'in' && session.role.held
  addEventListener('online', () => {
    session.online = true
    if (live()) session.engine.online()
    void session.payOff()
  })
  addEventListener('offline', () => {
    session.online = false
    if (live()) session.engine.offline()
  })
  for (const sign of ['focus', 'pointerdown', 'keydown']) addEventListener(sign, () => session.looked(), true)
  let hiddenAt = 0
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) hiddenAt = Date.now()
    else if (session.locked && session.phase === 'in' && Date.now() - hiddenAt > LOCKS_AFTER) {
      return session.changed()
    }
    session.looked()
    if (session.phase !== 'in') return
    if (live()) session.engine.look(!document.hidden)
    if (!document.hidden) session.refresh()
  })
}

/** Opens what the phone has, and only then asks the network for anything. */
export async function begin(): Promise<void> {
  await session.role.begin()
  const store = await openStore()
  // A phone whose store cannot be read is still good for calling somebody.
  await session.open(store).catch(() => session.open(new MemoryStore()))
  listen()
  if (session.phase !== 'locked') await session.settle()
  await startWorker()
}
