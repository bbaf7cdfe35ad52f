/**
 * The pictures that members show of themselves: fetched once, kept on the phone, and then shown
 * from there. Only those are fetched that somebody scrolls to.
 */
import type { Attachment } from 'svelte/attachments'
import { people } from '../model/states'
import { askBytes } from '../platform/ask'
import type { MemberCard } from '../protocol/types'
import { session } from './session.svelte'

const NAME = 'face '
const SIDE = 320

class Faces {
  private urls = $state.raw<ReadonlyMap<string, string>>(new Map())
  private asked = new Set<string>()

  constructor() {
    session.leaving.add(() => this.clear())
  }

  of(card: MemberCard | undefined): string | undefined {
    return card?.picture && this.urls.get(card.picture)
  }

  /** Looks for a member's picture once their place on the screen is seen. */
  seen(card: MemberCard | undefined): Attachment {
    return (node) => {
      if (!card?.picture || this.urls.has(card.picture)) return
      const observer = new IntersectionObserver(([one]) => {
        if (!one?.isIntersecting) return
        observer.disconnect()
        void this.look(card)
      })
      observer.observe(node)
      return () => observer.disconnect()
    }
  }

  private async look({ id, picture }: MemberCard): Promise<void> {
    if (!picture || this.asked.has(picture)) return
    this.asked.add(picture)
    const data = (await this.kept(picture)) ?? (await this.fetched(id, picture))
    if (!data) this.asked.delete(picture)
    else if (session.phase === 'in') {
      const url = URL.createObjectURL(new Blob([data], { type: 'image/webp' }))
      this.urls = new Map(this.urls).set(picture, url)
    }
  }

  private async kept(picture: string): Promise<ArrayBuffer | undefined> {
    return (await session.store.bytes(NAME + picture)) as ArrayBuffer | undefined
  }

  private async fetched(member: string, picture: string): Promise<ArrayBuffer | undefined> {
    try {
      const data = await askBytes(`/api/v1/members/${member}/picture`)
      const unbytes = await this.unused()
      if (session.phase === 'in') await session.keep({ unbytes, bytes: [{ id: NAME + picture, data }] })
      return data
    } catch {
      return undefined
    }
  }

  /** Pictures on the phone that nobody shows any more. */
  private async unused(): Promise<string[]> {
    const shown = new Set(session.view ? [...people(session.view).values()].map(({ picture }) => NAME + picture) : [])
    return (await session.store.bytesIds()).filter((id) => id.startsWith(NAME) && !shown.has(id))
  }

  private clear(): void {
    for (const url of this.urls.values()) URL.revokeObjectURL(url)
    this.urls = new Map()
    this.asked.clear()
  }
}

export const faces = new Faces()

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
