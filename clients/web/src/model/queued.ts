import type { CommandName, Json } from '../protocol/types'

/** A command that waits for its result. It keeps its id for as long as it is sent again. */
export interface Queued {
  id: string
  name: CommandName
  args: Record<string, Json>
  /** What goes along with it: uploaded first. Its bytes are kept under `bytesOf` until it is sent. */
  file?: { name: string; type: string; size: number }
  /** Milliseconds since 1970, this phone's clock, no two the same: the order of sending. */
  made: number
  /** Set once the server has refused it; it is then kept for the member to decide on. */
  failed?: { code: string; title: string; field?: string }
}

/**
 * What is shown as waiting in a room, or in what is written about one time of an activity: messages,
 * and edits that were refused. An edit does not say which time it is of: it is known by its message,
 * which is among the numbers in `shown`.
 */
export function waitingIn(
  queue: readonly Queued[],
  room: string,
  time: string | undefined,
  shown: { has(seq: number): boolean },
): Queued[] {
  const isHere = (seq: unknown): boolean => time === undefined || shown.has(Number(seq))
  return queue.filter(({ name, args, failed }) => {
    if (args.room !== room) return false
    if (name === 'message.edit') return failed !== undefined && isHere(args.seq)
    return name === 'message.send' && (time === undefined || args.occurrence === time)
  })
}
