/** The few things that are said over HTTP: coming in, and what a worker says without a socket. */
import type { Language } from '../protocol/types'
import { makeId } from './browser'

/** Comes in with a code. The server sets a cookie that no script can read. */
export async function accept(
  code: string,
  name: string,
  device_name: string,
  language: Language,
): Promise<'in' | 'used' | 'offline'> {
  const body = JSON.stringify({ code, name, device_name, language })
  try {
    const response = await fetch('/api/v1/commands/invite.accept', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': makeId() },
      body,
    })
    if (response.status >= 500) return 'offline'
    return response.ok ? 'in' : 'used'
  } catch {
    return 'offline'
  }
}
