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
