import type { Stream } from '../model/fold'
import type { DownFrame, Result } from '../protocol/types'
import type { SendQueue } from './queue'

/**
 * Results on their way to the queue. A sent message stays where it was shown as waiting until its
 * entry is here to be shown: its result is held until then.
 */
export class Held {
  private held: Result[] = []

  constructor(
    private readonly queue: SendQueue,
    private readonly streams: ReadonlyMap<string, Stream>,
  ) {}

  /** Hands on what was held and what has come, as far as it is time. */
  async answers(frames: readonly DownFrame[]): Promise<void> {
    const held = this.held
    this.held = []
    for (const frame of held) await this.result(frame)
    for (const frame of frames) if (frame.type === 'result') await this.result(frame)
  }

  clear(): void {
    this.held = []
  }

  private async result(frame: Result): Promise<void> {
    const command = this.queue.get(frame.id)
    const seq = frame.ok?.seq
    if (command?.name === 'message.send' && typeof seq === 'number') {
      const stream = this.streams.get(`room:${String(command.args.room)}`)
      if (stream && stream.seq < seq) {
        this.held.push(frame)
        return
      }
    }
    await this.queue.result(frame)
  }
}
