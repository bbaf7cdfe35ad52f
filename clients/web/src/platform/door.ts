/** The few things that are said over HTTP: coming in, and what a worker says without a socket. */
import type { Entry, FileCard, InviteAccept } from '../protocol/types'
import { makeId } from './browser'

/** Comes in with a code. The server sets a cookie that no script can read. */
export async function accept(args: InviteAccept, id: string): Promise<'in' | 'used' | 'offline'> {
  try {
    const response = await fetch('/api/v1/commands/invite.accept', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': id },
      body: JSON.stringify(args),
    })
    if (response.status >= 500 || response.status === 429) return 'offline'
    return response.ok ? 'in' : 'used'
  } catch {
    return 'offline'
  }
}

/** One entry of a stream as it is now; null where it may not be read. Rejects without a network. */
export async function readEntry(stream: string, seq: number): Promise<Entry | null> {
  const address = `/api/v1/streams/${stream}/entries?after=${seq - 1}&limit=1`
  const response = await fetch(address, { signal: AbortSignal.timeout(15_000) })
  if (response.status >= 500 || response.status === 429) throw new Error(String(response.status))
  if (!response.ok) return null
  const { entries } = (await response.json()) as { entries: Entry[] }
  return entries.find((one) => one.seq === seq) ?? null
}

/** Whether the browser still has a cookie that opens the door, though its store was emptied. */
export async function signedIn(): Promise<boolean> {
  try {
    return (await fetch('/api/v1/me')).ok
  } catch {
    return false
  }
}

/** Ends this device on the server, by the cookie alone; false without a network. */
export async function signOut(): Promise<boolean> {
  try {
    const response = await fetch('/api/v1/commands/device.sign_out', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': makeId() },
      body: '{}',
    })
    return response.ok || response.status === 401
  } catch {
    return false
  }
}

/** Keeps a file for a room; what it is the server finds out by looking into it. */
export async function upload(room: string, file: File): Promise<FileCard | 'too_large' | 'failed'> {
  const name = encodeURIComponent([...file.name].slice(-60).join(''))
  try {
    const response = await fetch('/api/v1/files', {
      method: 'POST',
      headers: { 'Utelys-Room': room, 'Utelys-Name': name },
      body: file,
    })
    if (response.status === 413) return 'too_large'
    return response.ok ? ((await response.json()) as FileCard) : 'failed'
  } catch {
    return 'failed'
  }
}
