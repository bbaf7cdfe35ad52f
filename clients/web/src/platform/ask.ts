/** What is asked of the server over HTTP: with an end to the waiting, and one kind of error. */
import type { Reads } from '../protocol/types'
import { parse } from '../sync/wire'

/** Milliseconds that an answer may take: on a dead line there is none, and nothing else says so. */
export const PATIENCE = 15_000

/** No answer, or none that helps. */
export class AskError extends Error {
  /** `status` is that of HTTP; 0 where there was no answer. */
  constructor(readonly status: number) {
    super(status === 0 ? 'The server did not answer.' : `The server answered with ${status}.`)
  }

  /** Whether asking again later may help. */
  get passes(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

export type Query = Record<string, string | number | null | undefined>

/** An address with those parts of a query that say something. */
export function address(path: string, query: Query = {}): string {
  const said = Object.entries(query).flatMap(([name, value]) =>
    value == null || value === '' ? [] : [[name, String(value)]],
  )
  return said.length > 0 ? `${path}?${new URLSearchParams(said)}` : path
}

/**
 * Reads what a path says. `init` is for the few that must say how they are fetched. Throws AskError.
 */
export async function ask<P extends keyof Reads>(path: P, query: Query = {}, init: RequestInit = {}): Promise<Reads[P]> {
  return (await fetched(address(path, query), init, read)) as Reads[P]
}

/** Reads what is no text, as a picture. Throws AskError. */
export const askBytes = (path: string): Promise<ArrayBuffer> =>
  fetched(path, {}, (response) => response.arrayBuffer())

let life = 0

/** Whoever asked is not here any more: what is still under way is answered with an error. */
export const forgetAsked = (): unknown => life++

async function fetched<T>(address: string, init: RequestInit, take: (response: Response) => Promise<T>): Promise<T> {
  const asked = life
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE), ...init })
    if (!response.ok) throw new AskError(response.status)
    const taken = await take(response)
    if (asked !== life) throw new AskError(0)
    return taken
  } catch (error) {
    throw error instanceof AskError ? error : new AskError(0)
  }
}

/** Reads an answer over HTTP as frames are read. */
export const read = async (response: Response): Promise<unknown> => parse(await response.text())
