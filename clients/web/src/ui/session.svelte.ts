/** The one engine of this page, and what the screens read from it. */
import { holdsFor } from '../model/light'
import { markOf, roomRows } from '../model/rooms'
import { houses, type View } from '../model/states'
import { IdbStore, openDatabase } from '../platform/idb'
import { makeId, world } from '../platform/browser'
import { readEntry, signedIn, upload } from '../platform/door'
import { wear, type Look } from '../platform/look'
import { openSocket } from '../platform/socket'
import type { CommandName, Commands, Entry, Language, SignalDown } from '../protocol/types'
import { Engine } from '../sync/engine'
import { MemoryStore } from '../sync/memory'
import type { Outcome } from '../sync/queue'
import { lockStore, openLock, SealedStore, unlockStore, type Lock } from '../sync/sealed'
import type { Change, Store } from '../sync/store'
import { announce } from './announce.svelte'
import { phoneLanguage, speech } from './speech.svelte'

export type Phase = 'starting' | 'locked' | 'out' | 'in'

const TYPING_LASTS = 6_000
const MARK_AFTER = 600
/** Out of sight for this long (ms), a phone with a lock asks for the code again. */
const LOCKS_AFTER = 60_000

class Session {
  phase = $state<Phase>('starting')
  view = $state.raw<View | null>(null)
  /** The server's milliseconds, moved on whenever something shown depends on it. */
  now = $state(Date.now())
  online = $state(navigator.onLine)
  full = $state(false)
  /** Places that this phone has read up to and the server may not have heard of yet. */
  read = $state.raw<ReadonlyMap<string, number>>(new Map())
  typing = $state.raw<ReadonlyMap<string, { by: string; until: number }>>(new Map())
  /** Messages that were read again, for screens that hold them beside the engine. */
  reread = $state.raw<readonly { stream: string; change: Entry }[]>([])
  /** How far others have read rooms, where both chose receipts: by stream, then by member. */
  receipts = $state.raw<ReadonlyMap<string, ReadonlyMap<string, number>>>(new Map())
  /** What the last thing that went wrong was, in words; shown until it is dismissed. */
  problem = $state('')
  meta = $state.raw<Record<string, unknown>>({})

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
    } else if (location.pathname !== '/join' && (await signedIn())) this.enter()
    else this.phase = 'out'
  }

  private async readFrom(store: Store): Promise<void> {
    this.store = store
    this.engine = new Engine(
      { store, world, open: openSocket, read: readEntry, upload, makeId, client: `web ${speech.language}` },
      {
        changed: () => this.refresh(),
        arrived: (stream, entries) => this.arrived(stream, entries),
        reread: (stream, change) => (this.reread = [...this.reread, { stream, change }]),
        signal: (frame) => this.signalled(frame),
        signedOut: () => void this.left(),
      },
    )
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
    this.refresh()
  }

  async run<N extends CommandName>(name: N, args: Commands[N]['args']): Promise<Outcome> {
    const outcome = await this.engine.run(name, args)
    if ('error' in outcome) {
      const { problem } = speech.words
      const { code } = outcome.error
      this.problem = code in problem ? problem[code as keyof typeof problem] : problem.generic
      announce(this.problem)
    }
    return outcome
  }

  /** Read up to here: shown at once, told to the server in one go when one has stopped scrolling. */
  mark(stream: string, seq: number): void {
    if ((this.read.get(stream) ?? 0) >= seq) return
    this.read = new Map(this.read).set(stream, seq)
    this.stopMarking()
    this.stopMarking = world.after(MARK_AFTER, () => this.tellMarks())
  }
  private stopMarking: () => void = () => undefined

  /** Marks are not queued: the newest one says all that older ones did. */
  private tellMarks(): void {
    const { view } = this
    if (!view?.live) return
    for (const [stream, seq] of this.read) {
      if (markOf(view, stream) >= seq || this.told.get(stream) === seq) continue
      this.told.set(stream, seq)
      void this.engine.run('read.mark', { stream, seq })
    }
  }
  private told = new Map<string, number>()

  /** Everything of this member leaves the phone: store, caches, notices, the worker's own data. */
  async left(): Promise<void> {
    if (this.phase !== 'locked') await this.engine.wipe()
    else await this.inner.wipe()
    for (const letGo of this.leaving) letGo()
    this.locked = false
    this.view = null
    this.meta = {}
    this.read = new Map()
    this.told.clear()
    this.receipts = new Map()
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
    this.badge()
    if (this.view?.live) this.tellMarks()
    else this.told.clear()
    this.tick()
  }

  /** The number on the icon: rooms with something unread. */
  private badge(): void {
    if (!this.view || !('setAppBadge' in navigator)) return
    const count = roomRows(this.view, this.read).filter(({ unread }) => unread > 0).length
    if (count === this.badged) return
    this.badged = count
    void navigator.setAppBadge(count).catch(() => undefined)
  }
  private badged = -1

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

  /** Others on this page who want to hear what has come. */
  readonly listeners = new Set<(entries: Entry[]) => void>()

  private arrived(stream: string, entries: Entry[]): void {
    for (const listener of this.listeners) listener(entries)
    const { words } = speech
    for (const { kind, by, body } of entries) {
      if (kind === 'light.changed') {
        const state = String(body.state) as 'home' | 'reachable' | 'nobody' | 'unknown' | 'expected'
        if (state !== 'expected') announce(words.light[state])
      }
      if (kind === 'message.sent') this.stopTyping(stream, by)
    }
  }

  /** Others have read this far. What is behind what is known already changes nothing. */
  readBy(stream: string, receipts: { member: string; seq: number }[]): void {
    const here = new Map(this.receipts.get(stream))
    for (const { member, seq } of receipts) here.set(member, Math.max(seq, here.get(member) ?? 0))
    this.receipts = new Map(this.receipts).set(stream, here)
  }

  private signalled({ stream, kind, by, seq }: SignalDown): void {
    if (kind === 'read' && seq !== undefined) this.readBy(stream, [{ member: by, seq }])
    if (kind !== 'typing') return
    const until = Date.now() + TYPING_LASTS
    this.typing = new Map(this.typing).set(stream, { by, until })
    world.after(TYPING_LASTS, () => this.stopTyping(stream, by))
  }

  private stopTyping(stream: string, by: string): void {
    if (this.typing.get(stream)?.by !== by) return
    const rest = new Map(this.typing)
    rest.delete(stream)
    this.typing = rest
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
