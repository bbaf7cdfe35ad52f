/** The pictures that members show of themselves. */
import type { Attachment } from 'svelte/attachments'
import { people } from '../model/states'
import { askBytes } from '../platform/ask'
import type { Entry, MemberCard } from '../protocol/types'
import { Images } from './images.svelte'
import { session } from './session.svelte'

const NAME = 'face '
const CHANGES = new Set(['member.changed', 'member.left', 'room.left'])

const nameOf = (card: MemberCard | undefined): string | undefined => card?.picture && NAME + card.picture

const SIDE = 320

class Faces {
  private readonly images = new Images()

  of(card: MemberCard | undefined): string | undefined {
    return this.images.of(nameOf(card))
  }

  /** Looks for a member's picture once their place on the screen is seen. */
  seen(card: MemberCard | undefined): Attachment {
    return this.images.seen(nameOf(card), async () => {
      const name = nameOf(card)
      if (!card || !name) return undefined
      const { store } = session
      const data = await askBytes(`/api/v1/members/${card.id}/picture`)
      await store.commit({ bytes: [{ id: name, data }] }).catch(() => undefined)
      return data
    })
  }

  /** What somebody has taken away, or who is not seen any more, goes from the phone at once. */
  heard(entries: Entry[]): void {
    if (entries.some(({ kind }) => CHANGES.has(kind))) void this.tidy()
  }

  async tidy(): Promise<void> {
    const { store, view } = session
    if (!view?.streams.size) return
    const shown = new Set([...people(view).values()].map(nameOf))
    const unbytes = (await store.bytesIds()).filter((id) => id.startsWith(NAME) && !shown.has(id))
    if (unbytes.length === 0) return
    this.images.drop(unbytes)
    await store.commit({ unbytes }).catch(() => undefined)
  }
}

export const faces = new Faces()
session.listeners.add((entries) => faces.heard(entries))

/** A picture from the phone, square and small, in base64; null for what is no picture. */
export async function small(file: File): Promise<string | null> {
  try {
    const picture = await createImageBitmap(file)
    const side = Math.min(picture.width, picture.height)
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = SIDE
    const [x, y] = [(picture.width - side) / 2, (picture.height - side) / 2]
    canvas.getContext('2d')?.drawImage(picture, x, y, side, side, 0, 0, SIDE, SIDE)
    return canvas.toDataURL('image/jpeg', 0.8).split(',')[1] ?? null
  } catch {
    return null
  }
}
