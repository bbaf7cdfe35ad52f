import { describe, expect, it } from 'vitest'
import { MemoryStore } from './memory'
import { lockStore, openLock, SealedStore, unlockStore, type Lock } from './sealed'
import type { Queued } from '../model/queued'

const ROUNDS = 10
const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer
const text = (data: unknown): string => new TextDecoder().decode(data as ArrayBuffer)
const command: Queued = { id: 'c1', name: 'message.send', args: { room: 'r1', text: 'hemmelig' }, made: 1 }

async function filled(): Promise<MemoryStore> {
  const store = new MemoryStore()
  await store.commit({
    meta: { 'draft r1': 'hemmelig', nothing: null },
    streams: [{ id: 'room:r1', seq: 2, data: { entries: ['hemmelig'] } }],
    items: [{ stream: 'room:r1', seq: 2, value: { text: 'hemmelig' } }],
    queue: [command],
    bytes: [{ id: 'face f1', data: bytes('hemmelig') }],
  })
  return store
}

/** Everything in the store as text, whatever is in bytes. */
async function raw(store: MemoryStore): Promise<string> {
  const found = [await store.load(), await store.items('room:r1', 99, 99), await store.bytes('face f1')]
  return JSON.stringify(found, (_, value: unknown) =>
    value instanceof ArrayBuffer ? new TextDecoder().decode(value) : value,
  )
}

async function unlocked(store: MemoryStore, code: string): Promise<SealedStore | null> {
  const key = await openLock((await store.load()).meta.lock as Lock, code)
  return key && new SealedStore(store, key)
}

describe('a locked phone', () => {
  it('holds nothing that can be read without the code', async () => {
    const store = await filled()
    await lockStore(store, '4711', ROUNDS)
    expect(await raw(store)).not.toContain('hemmelig')
    expect(await unlocked(store, '4712')).toBeNull()
  })

  it('has everything for whoever knows the code, and what comes later too', async () => {
    const store = await filled()
    await lockStore(store, '4711', ROUNDS)
    const sealed = await unlocked(store, '4711')
    const kept = await sealed?.load()
    expect(kept?.meta).toMatchObject({ 'draft r1': 'hemmelig', nothing: null })
    expect(kept?.streams).toEqual([{ id: 'room:r1', seq: 2, data: { entries: ['hemmelig'] } }])
    expect(kept?.queue).toEqual([command])
    expect(await sealed?.items('room:r1', 9, 9)).toEqual([
      { stream: 'room:r1', seq: 2, value: { text: 'hemmelig' } },
    ])
    expect(text(await sealed?.bytes('face f1'))).toBe('hemmelig')
    await sealed?.commit({ bytes: [{ id: 'face f1', data: bytes('mer hemmelig') }] })
    expect(text(await sealed?.bytes('face f1'))).toBe('mer hemmelig')
    await sealed?.commit({ items: [{ stream: 'room:r1', seq: 3, value: { text: 'også hemmelig' } }] })
    expect(await raw(store)).not.toContain('hemmelig')
    expect(await sealed?.items('room:r1', 9, 1)).toMatchObject([{ value: { text: 'også hemmelig' } }])
  })

  it('is as before once the lock is taken away', async () => {
    const store = await filled()
    await lockStore(store, '4711', ROUNDS)
    const sealed = await unlocked(store, '4711')
    if (sealed) await unlockStore(store, sealed)
    expect(await store.load()).toMatchObject({ meta: { lock: null }, queue: [command] })
    expect(await raw(store)).toContain('hemmelig')
    expect(text(await store.bytes('face f1'))).toBe('hemmelig')
  })

  it('holds nothing of a stream that is not there any more', async () => {
    const store = await filled()
    await store.commit({ items: [{ stream: 'room:r9', seq: 1, value: { text: 'også hemmelig' } }] })
    await lockStore(store, '4711', ROUNDS)
    expect(await store.items('room:r9', 9, 9)).toEqual([])
  })

  it('opens though something was written to it unsealed, and seals that', async () => {
    const store = await filled()
    await lockStore(store, '4711', ROUNDS)
    await store.commit({
      meta: { 'draft r2': 'hemmelig' },
      streams: [{ id: 'room:r1', seq: 3, data: { entries: ['hemmelig'] } }],
      items: [{ stream: 'room:r1', seq: 3, value: { text: 'hemmelig' } }],
      queue: [{ ...command, id: 'c2' }],
      bytes: [{ id: 'face f1', data: bytes('hemmelig') }],
    })
    const sealed = await unlocked(store, '4711')
    const kept = await sealed?.load()
    expect(kept?.meta).toMatchObject({ 'draft r1': 'hemmelig', 'draft r2': 'hemmelig' })
    expect(kept?.streams).toEqual([{ id: 'room:r1', seq: 3, data: { entries: ['hemmelig'] } }])
    expect(kept?.queue.map(({ id, args }) => [id, args])).toEqual([['c1', command.args], ['c2', command.args]])
    expect(await raw(store)).not.toContain('hemmelig')
    expect(await sealed?.items('room:r1', 9, 9)).toHaveLength(2)
    expect(text(await sealed?.bytes('face f1'))).toBe('hemmelig')
  })
})
