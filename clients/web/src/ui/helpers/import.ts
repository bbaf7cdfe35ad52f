/** Sending a calendar of another program to the server: to look, and then to make it. */
import type { CalendarImported, Problem } from '../../protocol/types'
import { read } from '../../platform/ask'

/** Making a hundred activities takes a small server a while. */
const PATIENCE = 90_000

/** What a file would give in a place, or gave; the code of the problem where it may not. */
export async function sendCalendar(
  place: string,
  data: ArrayBuffer,
  make: boolean,
): Promise<CalendarImported | Problem['code'] | 'offline'> {
  try {
    const response = await fetch(`/api/v1/activities/import?${place}&make=${make}`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/calendar' },
      body: data,
      signal: AbortSignal.timeout(PATIENCE),
    })
    if (response.ok) return (await read(response)) as CalendarImported
    const problem = (await response.json().catch(() => null)) as Partial<Problem> | null
    return problem?.code ?? 'offline'
  } catch {
    return 'offline'
  }
}
