/** The few things that are said over HTTP: coming in, and what a worker says without a socket. */
import type { Entry, FileCard, InviteAccept, Problem } from '../protocol/types'
import type { Upload } from '../sync/queue'
import { ask, AskError, PATIENCE, read } from './ask'
import { makeId } from './browser'

/** Comes in with a code. The server sets a cookie that no script can read. */
export async function accept(args: InviteAccept, id: string): Promise<'in' | 'used' | 'offline'> {
  try {
    const response = await fetch('/api/v1/commands/invite.accept', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': id },
      body: JSON.stringify(args),
      signal: AbortSignal.timeout(PATIENCE),
    })
    if (response.status >= 500 || response.status === 429) return 'offline'
    return response.ok ? 'in' : 'used'
  } catch {
    return 'offline'
  }
}

/** One entry of a stream as it is now; null where it may not be read. Rejects without a network. */
export async function readEntry(stream: string, seq: number): Promise<Entry | null> {
  try {
    const { entries } = await ask(`/api/v1/streams/${stream}/entries`, { after: seq - 1, limit: 1 })
    return entries.find((one) => one.seq === seq) ?? null
  } catch (error) {
    if (error instanceof AskError && !error.passes) return null
    throw error
  }
}

/** The entries just before a number, as they are now. Rejects without a network. */
export async function readBefore(stream: string, before: number, limit: number): Promise<Entry[]> {
  return (await ask(`/api/v1/streams/${stream}/entries`, { before, limit })).entries
}

/** Whether the browser still has a cookie that opens the door, though its store was emptied. */
export async function signedIn(): Promise<boolean> {
  return ask('/api/v1/me').then(
    () => true,
    () => false,
  )
}

/** Ends this device on the server, by the cookie alone; false where the server did not say that it has ended. */
export async function signOut(): Promise<boolean> {
  try {
    const response = await fetch('/api/v1/commands/device.sign_out', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': makeId() },
      body: '{}',
      signal: AbortSignal.timeout(PATIENCE),
    })
    // A network that wants to be paid first answers to everything, in its own way.
    const isOurs = /json/.test(response.headers.get('Content-Type') ?? '')
    return isOurs && (response.ok || response.status === 401)
  } catch {
    return false
  }
}

/** Bytes in a millisecond below which a line counts as dead, after a first minute. */
const SLOWEST = 4

/** Keeps a file for a room; what it is the server finds out by looking into it. */
export const upload: Upload = async (room, { name, data }) => {
  const response = await fetch('/api/v1/files', {
    method: 'POST',
    headers: { 'Utelys-Room': room, 'Utelys-Name': encodeURIComponent([...name].slice(-60).join('')) },
    body: data,
    // What was written after it waits for it: a dead line must not hold it for good.
    signal: AbortSignal.timeout(60_000 + data.byteLength / SLOWEST),
  })
  if (response.ok) return (await read(response)) as FileCard
  // A server in front of ours may answer in its own way.
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null
  if (problem?.code) return { error: { code: problem.code, title: problem.title ?? '' } }
  const refused = new AskError(response.status)
  // It would refuse the same file again, and each time is megabytes of somebody's money.
  if (!refused.passes) return { error: { code: response.status === 413 ? 'too_large' : 'invalid', title: refused.message } }
  throw refused
}
