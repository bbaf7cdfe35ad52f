import { beforeEach, expect, it, vi } from 'vitest'
import type { Stream } from '../model/fold'
import type { Entry } from '../protocol/types'
import { MemoryStore } from '../sync/memory'

const phone = vi.hoisted(() => ({
  store: null as unknown as MemoryStore,
  engine: { streams: new Map<string, Stream>() },
  view: { me: 'ola', streams: new Map<string, Stream>() },
  listeners: new Set<(entries: Entry[]) => void>(),
  holders: new Set<{ forget(stream: string): void }>(),
  leaving: new Set(),
}))
vi.mock('./session.svelte', () => ({ session: phone }))
await import('./faces.svelte')

const member = { id: 'eva', name: 'Eva', picture: 'p1' }
const activity = { id: 'a1', title: 'Turen', picture: { id: 'f1', name: 'tur.webp' } }
const file = { id: 'f2', name: 'ny.webp' }
const house = (...activities: unknown[]): Stream => ({ seq: 1, state: { members: [member], activities } as never })
const own: Stream = { seq: 1, state: {} }

function happens(kind: string): void {
  const entry: Entry = { seq: 2, at: '2026-11-26T17:00:00.000Z', kind, by: 'eva', body: {} }
  phone.listeners.forEach((hear) => hear([entry]))
}

const kept = (...names: string[]) => vi.waitFor(async () => expect((await phone.store.bytesIds()).sort()).toEqual(names))

beforeEach(async () => {
  phone.store = new MemoryStore()
  const data = new ArrayBuffer(8)
  const bytes = ['face p1', 'face f1', 'picture room:r1 7 f9'].map((id) => ({ id, data }))
  await phone.store.commit({ bytes })
  phone.engine.streams = new Map([['member:ola', own], ['house:h1', house(activity)]])
  // The screens have not heard of it yet.
  phone.view = { me: 'ola', streams: new Map(phone.engine.streams) }
})

it('lets go of the picture of an activity that has another, and of no other picture', async () => {
  phone.engine.streams.set('house:h1', house({ ...activity, picture: file }))
  happens('activity.changed')
  await kept('face p1', 'picture room:r1 7 f9')
})

it('lets go of all that stood in what is left', async () => {
  phone.engine.streams.delete('house:h1')
  phone.holders.forEach((one) => one.forget('house:h1'))
  await kept('picture room:r1 7 f9')
})

it('keeps what is still shown somewhere', async () => {
  phone.engine.streams.set('house:h1', house())
  const invitations = [{ ...activity, picture: file }] as never
  phone.engine.streams.set('member:ola', { seq: 2, state: { invitations } })
  await phone.store.commit({ bytes: [{ id: 'face f2', data: new ArrayBuffer(8) }] })
  happens('activity.changed')
  await kept('face f2', 'face p1', 'picture room:r1 7 f9')
})
