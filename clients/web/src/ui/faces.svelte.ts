/** The pictures that members show of themselves, and those of activities. */
import type { Attachment } from 'svelte/attachments'
import { people } from '../model/states'
import { activities } from '../model/week'
import { askBytes } from '../platform/ask'
import type { ActivityCard, Entry, MemberCard } from '../protocol/types'
import { Images } from './images.svelte'
import { session } from './session.svelte'

const NAME = 'face '
const CHANGES = new Set([
  ...['member.changed', 'member.left', 'room.left'],
  ...['activity.changed', 'activity.cancelled', 'activity.left', 'invitation.changed', 'invitation.cancelled'],
])

/** Whoever has a picture: for activities it is a file, for members a name alone. */
type Pictured = Pick<MemberCard, 'id' | 'picture'> | Pick<ActivityCard, 'id' | 'picture'>

function nameOf(card: Pictured | undefined): string | undefined {
  const picture = card?.picture
  return picture && NAME + (typeof picture === 'string' ? picture : picture.id)
}

const SIDE = 320

class Faces {
  private readonly images = new Images()

  of(card: Pictured | undefined): string | undefined {
    return this.images.of(nameOf(card))
  }

  /** Looks for a picture once its place on the screen is seen. */
  seen(card: Pictured | undefined): Attachment {
    return this.images.seen(nameOf(card), async () => {
      const name = nameOf(card)
      if (!card || !name) return undefined
      const { store } = session
      const { picture } = card
      const path = typeof picture === 'object' ? `files/${picture.id}/preview` : `members/${card.id}/picture`
      const data = await askBytes(`/api/v1/${path}`)
      await store.commit({ bytes: [{ id: name, data }] }).catch(() => undefined)
      // It may have been taken away while it was on its way.
      await this.tidy().catch(() => undefined)
      return data
    })
  }

  /** What somebody has taken away, or what is not seen any more, goes from the phone at once. */
  heard(entries: Entry[]): void {
    if (entries.some(({ kind }) => CHANGES.has(kind))) void this.tidy()
  }

  async tidy(): Promise<void> {
    const { store, engine } = session
    // What the screens show may be a step behind what has come.
    const view = session.view && { ...session.view, streams: engine.streams }
    if (!view?.streams.size) return
    const shown = new Set([...people(view).values(), ...activities(view)].map(nameOf))
    const unbytes = (await store.bytesIds()).filter((id) => id.startsWith(NAME) && !shown.has(id))
    if (unbytes.length === 0) return
    this.images.drop(unbytes)
    await store.commit({ unbytes }).catch(() => undefined)
  }
}

export const faces = new Faces()
session.listeners.add((entries) => faces.heard(entries))
session.holders.add({ amend: () => undefined, forget: () => void faces.tidy() })

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
