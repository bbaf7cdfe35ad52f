/** Pictures in messages, as small as they are shown in a room. Whoever was last seen stays longest. */
import type { Attachment } from 'svelte/attachments'
import { askBytes } from '../platform/ask'
import { world } from '../platform/browser'
import { isPicture, pictureName } from '../sync/pictures'
import { Images } from './images.svelte'
import { session } from './session.svelte'

/** Pictures that a phone keeps, each of some twenty kilobytes. */
const MOST = 200
/** Where the phone keeps their names, the one that was seen last at the end. */
const ORDER = 'pictures'
/** Milliseconds after the last that was shown. */
const TIDY_AFTER = 2_000

class Previews {
  private readonly images = new Images((name) => this.shown(name))
  private stop: () => void = () => undefined

  of(stream: string, seq: number, file: string): string | undefined {
    return this.images.of(pictureName(stream, seq, file))
  }

  seen(stream: string, seq: number, file: string): Attachment {
    const name = pictureName(stream, seq, file)
    return this.images.seen(name, async () => {
      let data: ArrayBuffer | undefined
      const { store } = session
      const stands = await session.engine.pages.about(stream, seq, async () => {
        data = await askBytes(`/api/v1/files/${file}/preview`)
        await store.commit({ bytes: [{ id: name, data }] }).catch(() => undefined)
      })
      if (stands) return data
      await store.commit({ unbytes: [name] }).catch(() => undefined)
      return undefined
    })
  }

  private shown(name: string): void {
    const before = (session.meta[ORDER] as string[] | undefined) ?? []
    session.meta = { ...session.meta, [ORDER]: [...before.filter((one) => one !== name), name] }
    this.stop()
    this.stop = world.after(TIDY_AFTER, () => void this.tidy())
  }

  /** Lets go of those that were not seen for longest, where there are too many. */
  private async tidy(): Promise<void> {
    const { store } = session
    const seen = (session.meta[ORDER] as string[] | undefined) ?? []
    const here = (await store.bytesIds().catch(() => [])).filter(isPicture)
    const order = [...here.filter((one) => !seen.includes(one)), ...seen.filter((one) => here.includes(one))]
    await store.commit({ unbytes: order.slice(0, -MOST), meta: { [ORDER]: order.slice(-MOST) } }).catch(() => undefined)
  }
}

export const previews = new Previews()
