/** The one engine of this page, and what the screens read from it. */
import { holdsFor } from '../model/light'
import { houses, type View } from '../model/states'
import { IdbStore, openDatabase } from '../platform/idb'
import { makeId, world } from '../platform/browser'
import { readEntry, signedIn, upload } from '../platform/door'
import { wear, type Look } from '../platform/look'
import { openSocket } from '../platform/socket'
import type { CommandName, Commands, Entry, Language } from '../protocol/types'
import { Engine } from '../sync/engine'
import { MemoryStore } from '../sync/memory'
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

/** Holds messages of a stream: they change, and go, as the engine's do. */
export interface Holder {
  amend(stream: string, changes: readonly Entry[]): void
  forget(stream: string): void
}

class Session {
  phase = $state<Phase>('starting')
  view = $state.raw<View | null>(null)
  /** The server's milliseconds, moved on whenever something shown depends on it. */
  now = $state(Date.now())
  online = $state(navigator.onLine)
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
  store!: Store
  /** What lies under the lock; the same as `store` on a phone without one. */
  private inner!: Store
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

  /** Seals everything under a code, and begins anew: behind the lock. */
  async lock(code: string): Promise<void> {
    await this.engine.rest()
    await lockStore(this.inner, code)
    location.reload()
  }

  async removeLock(): Promise<void> {
    await this.engine.rest()
    await unlockStore(this.inner, this.store)
    location.reload()
  }

  /** Goes in, or to the door. */
  async settle(): Promise<void> {
    if (this.engine.identity) {
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
    this.engine = new Engine(
      { store, world, open: openSocket, read: readEntry, upload, makeId, client: `web ${speech.language}` },
      {
        changed: () => this.refresh(),
        arrived: (stream, entries) => this.arrived(stream, entries),
        amended: (stream, changes) => this.holders.forEach((one) => one.amend(stream, changes)),
        forgot: (stream) => this.holders.forEach((one) => one.forget(stream)),
        signal: (frame) => this.signals.heard(frame),
        signedOut: () => void this.left(),
      },
    )
    this.store = this.engine.store
    this.meta = await this.engine.load()
    const language = (this.meta.language as Language | undefined) ?? phoneLanguage()
    await speech.speak(language)
  }

  /** Stores small things of this phone's own: language, drafts, settings. */
  async remember(meta: Record<string, unknown>): Promise<void> {
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
    this.engine.start()
    this.engine.look(!document.hidden)
    this.refresh()
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

  /** Everything of this member leaves the phone: store, caches, notices, the worker's own data. */
  async left(): Promise<void> {
    if (this.phase !== 'locked') await this.engine.wipe()
    else await this.inner.wipe()
    for (const letGo of this.leaving) letGo()
    this.locked = false
    this.view = null
    this.meta = {}
    this.marks.clear()
    this.signals.clear()
    this.phase = 'out'
    this.look = 'own'
    wear('own')
    const { emptyPhone } = await import('../platform/worker')
    await emptyPhone()
    // What was under a lock went with its key: begin with a store that has none.
    if (this.store !== this.inner) await this.readFrom(this.inner)
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
    this.tick()
    this.marks.refresh(this.now)
  }

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

export const session = new Session()

async function openStore(): Promise<Store> {
  try {
    return new IdbStore(await openDatabase())
  } catch {
    return new MemoryStore()
  }
}

function listen(): void {
  addEventListener('online', () => {
    session.online = true
    if (session.phase === 'in') session.engine.online()
  })
  addEventListener('offline', () => {
    session.online = false
    if (session.phase === 'in') session.engine.offline()
  })
  let hiddenAt = 0
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) hiddenAt = Date.now()
    else if (session.locked && session.phase === 'in' && Date.now() - hiddenAt > LOCKS_AFTER) {
      // Nothing of what was open is seen until the page is new.
      session.phase = 'starting'
      return location.reload()
    }
    if (session.phase !== 'in') return
    session.engine.look(!document.hidden)
    if (!document.hidden) session.refresh()
  })
}

/** Opens what the phone has, and only then asks the network for anything. */
export async function begin(): Promise<void> {
  await session.open(await openStore())
  listen()
  if (session.phase !== 'locked') await session.settle()
  const { startWorker } = await import('../platform/worker')
  await startWorker()
}
