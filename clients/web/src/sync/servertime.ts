import type { World } from './wire'

/** The server's clock as this phone knows it. */
export class ServerTime {
  /** Milliseconds to add to this phone's clock to get the server's. */
  skew = 0

  constructor(private readonly world: World) {}

  /** The server has just said what time it is. */
  setSkew(now: string): void {
    this.skew = Date.parse(now) - this.world.now()
  }

  /** The server's clock cannot be behind what it has just written down. */
  atLeast(at: string | undefined): void {
    if (at) this.skew = Math.max(this.skew, Date.parse(at) - this.world.now())
  }
}
