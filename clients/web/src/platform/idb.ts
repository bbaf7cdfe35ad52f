import type { Queued } from '../model/queued'
import type { Bytes, Change, Item, Kept, Store, StreamRecord } from '../sync/store'

const NAME = 'utelys'
export const VERSION = 2
const STORES = ['meta', 'streams', 'items', 'queue', 'bytes'] as const

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'))
  })

/** Milliseconds after which a transaction is given up: a phone that dropped the database may never say so. */
const HANGS = 20_000

const whole = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('IndexedDB')), HANGS)
    transaction.oncomplete = () => (clearTimeout(timer), resolve())
    transaction.onabort = () => (clearTimeout(timer), reject(transaction.error ?? new Error('IndexedDB')))
  })

/** Makes what a database of an older version does not have yet; 0 is one that is new. */
export function upgrade(database: Pick<IDBDatabase, 'createObjectStore'>, oldVersion: number): void {
  if (oldVersion < 1) {
    database.createObjectStore('meta')
    database.createObjectStore('streams', { keyPath: 'id' })
    database.createObjectStore('items', { keyPath: ['stream', 'seq'] })
    database.createObjectStore('queue', { keyPath: 'id' })
  }
  if (oldVersion < 2) database.createObjectStore('bytes', { keyPath: 'id' })
}

export async function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, VERSION)
  request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, oldVersion)
  const database = await done(request)
  // A newer page in another tab need not wait for this one to be closed.
  database.onversionchange = () => database.close()
  return database
}

const ofStream = (stream: string, before = Infinity): IDBKeyRange =>
  IDBKeyRange.bound([stream, 0], [stream, before], false, true)

/** Milliseconds that a ring waits for what the phone says of its owner. */
const AT_THE_DOOR = 2_000

interface Door {
  locked: boolean
  neutral: boolean
}

/** What a worker may know of the phone's owner: whether there is a lock, and how the app looks. */
export async function atTheDoor(): Promise<Door> {
  // Nobody is told more than they may see because the phone did not answer, and nobody waits for it.
  const careful = { locked: true, neutral: true }
  const late = new Promise<Door>((answer) => setTimeout(() => answer(careful), AT_THE_DOOR))
  return Promise.race([asked().catch(() => careful), late])
}

async function asked(): Promise<Door> {
  const database = await openDatabase()
  const meta = database.transaction('meta').objectStore('meta')
  const [lock, look] = await Promise.all([done(meta.get('lock')), done(meta.get('look'))])
  database.close()
  return { locked: Boolean(lock), neutral: look === 'neutral' }
}

/**
 * The store on the phone. One call of `commit` is one transaction. A database that was closed under
 * the page, by a newer page or by a phone that is short of memory, is opened again when it is needed.
 */
export class IdbStore implements Store {
  constructor(private database: IDBDatabase) {}

  load(): Promise<Kept> {
    return this.within(['meta', 'streams', 'queue'], async (transaction) => {
      const metaStore = transaction.objectStore('meta')
      const [keys, values, streams, queue] = await Promise.all([
        done(metaStore.getAllKeys()),
        done(metaStore.getAll() as IDBRequest<unknown[]>),
        done(transaction.objectStore('streams').getAll() as IDBRequest<StreamRecord[]>),
        done(transaction.objectStore('queue').getAll() as IDBRequest<Queued[]>),
      ])
      const meta = Object.fromEntries(keys.map((key, place) => [String(key), values[place]]))
      return { meta, streams, queue: queue.sort((a, b) => a.made - b.made) }
    })
  }

  commit(change: Change): Promise<void> {
    const all = (transaction: IDBTransaction): Promise<void> => {
      write(transaction, change)
      // Asked for and not awaited: a page that is closed in the same moment leaves a whole change behind.
      transaction.commit()
      return whole(transaction)
    }
    return this.within([...STORES], all, 'readwrite')
  }

  bytes(id: string): Promise<unknown> {
    return this.within(['bytes'], async (transaction) => {
      const found = transaction.objectStore('bytes').get(id) as IDBRequest<Bytes | undefined>
      return (await done(found))?.data
    })
  }

  bytesIds(): Promise<string[]> {
    return this.within(['bytes'], async (transaction) =>
      (await done(transaction.objectStore('bytes').getAllKeys())).map(String),
    )
  }

  items(stream: string, before: number, limit: number): Promise<Item[]> {
    return this.within(['items'], (transaction) => newest(transaction.objectStore('items'), stream, before, limit))
  }

  wipe(left: Record<string, unknown> = {}): Promise<void> {
    return this.commit({ anew: true, meta: left })
  }

  /** What is asked of a transaction must be asked before the next await: it ends by itself. */
  private async within<T>(
    names: string[],
    work: (transaction: IDBTransaction) => Promise<T>,
    mode: IDBTransactionMode = 'readonly',
  ): Promise<T> {
    const begin = (): IDBTransaction => this.database.transaction(names, mode, { durability: 'strict' })
    let transaction: IDBTransaction
    try {
      transaction = begin()
    } catch {
      this.database = await openDatabase()
      transaction = begin()
    }
    return work(transaction)
  }
}

function write(transaction: IDBTransaction, change: Change): void {
  const [meta, streams, items, queue, bytes] = STORES.map((name) =>
    transaction.objectStore(name),
  ) as [IDBObjectStore, IDBObjectStore, IDBObjectStore, IDBObjectStore, IDBObjectStore]
  if (change.anew) for (const store of [meta, streams, items, queue, bytes]) store.clear()
  for (const stream of change.forget ?? []) {
    streams.delete(stream)
    items.delete(ofStream(stream))
  }
  for (const [key, value] of Object.entries(change.meta ?? {})) meta.put(value, key)
  for (const record of change.streams ?? []) streams.put(record)
  for (const item of change.items ?? []) items.put(item)
  for (const command of change.queue ?? []) queue.put(command)
  for (const id of change.unqueue ?? []) queue.delete(id)
  for (const id of change.unbytes ?? []) bytes.delete(id)
  for (const one of change.bytes ?? []) bytes.put(one)
}

async function newest(store: IDBObjectStore, stream: string, before: number, limit: number): Promise<Item[]> {
  // Mostly the numbers have no holes: one answer of the database instead of one for each item.
  if (Number.isFinite(before) && Number.isFinite(limit)) {
    const close = IDBKeyRange.bound([stream, before - limit], [stream, before], false, true)
    const all = await done(store.getAll(close) as IDBRequest<Item[]>)
    if (all.length === limit) return all
  }
  const found: Item[] = []
  await new Promise<void>((resolve, reject) => {
    const request = store.openCursor(ofStream(stream, before), 'prev')
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'))
    request.onsuccess = () => {
      const cursor = request.result
      if (!cursor || found.length >= limit) return resolve()
      found.push(cursor.value as Item)
      cursor.continue()
    }
  })
  return found.reverse()
}
