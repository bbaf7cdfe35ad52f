const FIRST = 500
const LONGEST = 30_000

/**
 * Milliseconds to wait before attempt number `attempt` (0 is the first retry), with full jitter,
 * so that a thousand phones do not come back in the same second after a restart.
 * `random` is in [0, 1). `atLeast` (ms) is what the server asked for.
 */
export function backoff(attempt: number, random: number, atLeast = 0): number {
  const ceiling = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt, 10))
  return atLeast + Math.round(ceiling / 4 + random * ceiling * 0.75)
}
