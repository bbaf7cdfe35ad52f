/**
 * A store whose words are encrypted under a code that its owner knows.
 *
 * A random key (AES-GCM, 256 bits) seals every value; the code only opens that key, through
 * PBKDF2 with as many rounds as OWASP asks for, so that another code does not mean sealing
 * everything anew. What stays readable are ids and numbers of entries: that there is something,
 * and nothing of what it says. A short code can be guessed by whoever takes the phone apart; it
 * keeps out those who hold it in their hand.
 */
import type { Queued } from '../model/queued'
import type { Bytes, Change, Item, Kept, Store, StreamRecord } from './store'

const ROUNDS = 600_000
const LOCK = 'lock'
/** Names that stay readable, as they are needed at the door: the lock itself, and how it looks. */
const OPEN = new Set([LOCK, 'look'])

export interface Lock {
  salt: Uint8Array<ArrayBuffer>
  rounds: number
  iv: Uint8Array<ArrayBuffer>
  key: ArrayBuffer
}

interface Sealed {
  iv: Uint8Array<ArrayBuffer>
  data: ArrayBuffer
}

const isSealed = (value: unknown): value is Sealed =>
  typeof value === 'object' && value !== null && (value as Sealed).iv instanceof Uint8Array

/** Whether something in a store that has a lock can be read without it. */
const isPlain = ({ meta, streams, queue }: Kept): boolean =>
  Object.entries(meta).some(([name, value]) => !OPEN.has(name) && !isSealed(value)) ||
  streams.some(({ data }) => !isSealed(data)) ||
  queue.some(({ args }) => !isSealed(args))

const random = (bytes: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(bytes))

async function fromCode(code: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(code.normalize('NFKC'))
  const base = await crypto.subtle.importKey('raw', bytes, 'PBKDF2', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['wrapKey', 'unwrapKey'],
  )
}

/** A new key and the lock that only this code opens. */
export async function makeLock(code: string, rounds = ROUNDS): Promise<{ lock: Lock; key: CryptoKey }> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, [
    'encrypt',
    'decrypt',
  ])
  const salt = random(16)
  const iv = random(12)
  const wrapped = await crypto.subtle.wrapKey('raw', key, await fromCode(code, salt, rounds), {
    name: 'AES-GCM',
    iv,
  })
  return { lock: { salt, rounds, iv, key: wrapped }, key }
}

/** The key behind a lock; null for another code. */
export async function openLock({ salt, rounds, iv, key }: Lock, code: string): Promise<CryptoKey | null> {
  try {
    return await crypto.subtle.unwrapKey(
      'raw',
      key,
      await fromCode(code, salt, rounds),
      { name: 'AES-GCM', iv },
      'AES-GCM',
      false,
      ['encrypt', 'decrypt'],
    )
  } catch {
    return null
  }
}

export class SealedStore implements Store {
  constructor(
    private readonly inner: Store,
    private readonly key: CryptoKey,
  ) {}

  /** What lies here unsealed, from a page that did not know of the lock, is sealed. */
  async load(): Promise<Kept> {
    const kept = await this.inner.load()
    const { meta, streams, queue } = kept
    if (isPlain(kept)) {
      const { items, bytes } = await everything(this, streams)
      await this.inner.commit(await this.sealed({ ...(await this.opened(kept)), items, bytes }))
    }
    return this.opened({ meta, streams, queue })
  }

  private async opened({ meta, streams, queue }: Kept): Promise<Kept> {
    const names: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(meta)) {
      names[name] = OPEN.has(name) ? value : await this.open(value)
    }
    return {
      meta: names,
      streams: await Promise.all(
        streams.map(async (one) => ({ ...one, data: await this.open(one.data) })),
      ),
      queue: await Promise.all(
        queue.map(async (one) => ({ ...one, ...(isSealed(one.args) && ((await this.open(one.args)) as Queued)) })),
      ),
    }
  }

  async commit(change: Change): Promise<void> {
    await this.inner.commit(await this.sealed(change))
  }

  async items(stream: string, before: number, limit: number): Promise<Item[]> {
    const found = await this.inner.items(stream, before, limit)
    return Promise.all(found.map(async (one) => ({ ...one, value: await this.open(one.value) })))
  }

  async bytes(id: string): Promise<unknown> {
    const found = await this.inner.bytes(id)
    return isSealed(found) ? this.decrypted(found) : found
  }

  bytesIds(): Promise<string[]> {
    return this.inner.bytesIds()
  }

  wipe(left?: Record<string, unknown>): Promise<void> {
    return this.inner.wipe(left)
  }

  /** The same change with nothing in it that can be read. */
  async sealed(change: Change): Promise<Change> {
    const meta: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(change.meta ?? {})) {
      meta[name] = OPEN.has(name) ? value : await this.seal(value)
    }
    return {
      ...change,
      meta,
      streams: await Promise.all(
        (change.streams ?? []).map(async (one) => ({ ...one, data: await this.seal(one.data) })),
      ),
      items: await Promise.all(
        (change.items ?? []).map(async (one) => ({ ...one, value: await this.seal(one.value) })),
      ),
      queue: await Promise.all((change.queue ?? []).map((one) => this.sealCommand(one))),
      bytes: await Promise.all(
        (change.bytes ?? []).map(async ({ id, data }) => ({
          id,
          data: await this.encrypted(data as ArrayBuffer),
        })),
      ),
    }
  }

  private async sealCommand({ id, made, ...rest }: Queued): Promise<Queued> {
    const args = (await this.seal(rest)) as unknown as Queued['args']
    return { id, made, args, name: 'message.send' }
  }

  private seal(value: unknown): Promise<Sealed> {
    return this.encrypted(new TextEncoder().encode(JSON.stringify(value ?? null)))
  }

  private async open(value: unknown): Promise<unknown> {
    if (!isSealed(value)) return value
    const data = await this.decrypted(value)
    return JSON.parse(new TextDecoder().decode(data)) as unknown
  }

  private async encrypted(data: BufferSource): Promise<Sealed> {
    const iv = random(12)
    return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, this.key, data) }
  }

  private decrypted({ iv, data }: Sealed): Promise<ArrayBuffer> {
    return crypto.subtle.decrypt({ name: 'AES-GCM', iv }, this.key, data)
  }
}

/** The items of these streams, and all bytes, that a store holds. */
async function everything(store: Store, streams: StreamRecord[]): Promise<Required<Pick<Change, 'items' | 'bytes'>>> {
  const items: Item[] = []
  for (const { id } of streams) items.push(...(await store.items(id, Infinity, Infinity)))
  const bytes: Bytes[] = []
  for (const id of await store.bytesIds()) bytes.push({ id, data: await store.bytes(id) })
  return { items, bytes }
}

/** The same store written anew: what nothing in it points to any more is gone. */
async function anew(store: Store, lock: Lock | null): Promise<Change> {
  const { meta, streams, queue } = await store.load()
  return { anew: true, meta: { ...meta, [LOCK]: lock }, streams, queue, ...(await everything(store, streams)) }
}

/** Seals what is there under a new code: all of it in one step, or nothing. */
export async function lockStore(store: Store, code: string, rounds = ROUNDS): Promise<void> {
  const { lock, key } = await makeLock(code, rounds)
  await store.commit(await new SealedStore(store, key).sealed(await anew(store, lock)))
}

/** Takes the lock away again. */
export async function unlockStore(inner: Store, sealed: Store): Promise<void> {
  await inner.commit(await anew(sealed, null))
}
