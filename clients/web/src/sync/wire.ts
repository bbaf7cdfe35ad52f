import type { DownFrame, UpFrame } from '../protocol/types'

/** What a socket must be able to do; the browser's is in platform/socket.ts, a test has its own. */
export interface Wire {
  send(text: string): void
  close(): void
}

export interface WireEvents {
  opened(): void
  frame(text: string): void
  closed(): void
}

export type OpenWire = (events: WireEvents) => Wire

/** Time and chance as values, so that tests decide them. Moments are milliseconds since 1970. */
export interface World {
  now(): number
  random(): number
  after(milliseconds: number, run: () => void): () => void
}

export const encode = (frame: UpFrame): string => JSON.stringify(frame)

/** Marks that turn the direction of text: in a name they would turn the sentence around it too. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const MAY_TURN = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\\u(?:061|20[0236])/i

/** A text without them. */
export const tame = (text: string): string => text.replace(TURNS, '')

/** Reads what the server says. Only what members write keeps them: it stands in a line of its own. */
export function parse(text: string): unknown {
  if (!MAY_TURN.test(text)) return JSON.parse(text)
  return JSON.parse(text, (key, value: unknown) =>
    typeof value === 'string' && key !== 'text' ? tame(value) : value,
  )
}

/** Reads a frame; null for what is not one. Unknown types pass: newer servers may say more. */
export function decode(text: string): DownFrame | null {
  try {
    const frame = parse(text)
    if (typeof frame !== 'object' || frame === null) return null
    return typeof (frame as { type?: unknown }).type === 'string' ? (frame as DownFrame) : null
  } catch {
    return null
  }
}
