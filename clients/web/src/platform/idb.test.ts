import { expect, it } from 'vitest'
import { upgrade, VERSION } from './idb'

/** What an upgrade from a version makes; as in a browser, nothing is made a second time. */
function made(oldVersion: number, there: string[]): string[] {
  const stores = new Set(there)
  const createObjectStore = (name: string): IDBObjectStore => {
    if (stores.has(name)) throw new DOMException(name, 'ConstraintError')
    stores.add(name)
    return {} as IDBObjectStore
  }
  upgrade({ createObjectStore }, oldVersion)
  return [...stores]
}

const ALL = ['meta', 'streams', 'items', 'queue', 'bytes']

it('makes what is missing, and nothing that is there, from every version', () => {
  expect(made(0, [])).toEqual(ALL)
  expect(made(1, ALL.slice(0, 4))).toEqual(ALL)
  expect(made(VERSION, ALL)).toEqual(ALL)
})
