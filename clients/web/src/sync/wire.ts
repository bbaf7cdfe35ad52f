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

/** Reads a frame; null for what is not one. Unknown types pass: newer servers may say more. */
export function decode(text: string): DownFrame | null {
  try {
    const frame: unknown = JSON.parse(text)
    if (typeof frame !== 'object' || frame === null) return null
    return typeof (frame as { type?: unknown }).type === 'string' ? (frame as DownFrame) : null
  } catch {
    return null
  }
}
