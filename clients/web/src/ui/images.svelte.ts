/**
 * Pictures that are fetched once, kept on the phone, and then shown from there. Only those are
 * fetched that somebody scrolls to.
 */
import type { Attachment } from 'svelte/attachments'
import { session } from './session.svelte'

/** How far from the screen a picture is looked for already. */
const NEAR = '200px'

export class Images {
  private urls = $state.raw<ReadonlyMap<string, string>>(new Map())
  private asked = new Set<string>()

  /** `shown` hears of each picture that is shown. */
  constructor(private readonly shown: (name: string) => void = () => undefined) {
    session.leaving.add(() => this.drop([...this.urls.keys()]))
  }

  /** The address of a picture, once it is here. */
  of(name: string | undefined): string | undefined {
    return name && this.urls.get(name)
  }

  /** Looks for a picture once its place on the screen is near, and again when the server is heard. */
  seen(name: string | undefined, fetch: () => Promise<ArrayBuffer | undefined>): Attachment {
    return (node) => {
      void session.live
      if (!name || this.asked.has(name)) return
      const observer = new IntersectionObserver(
        (all) => {
          if (!all.some((one) => one.isIntersecting)) return
          observer.disconnect()
          void this.look(name, fetch)
        },
        { rootMargin: NEAR },
      )
      observer.observe(node)
      return () => observer.disconnect()
    }
  }

  /** Shows none of these any more. */
  drop(names: readonly string[]): void {
    const urls = new Map(this.urls)
    for (const name of names) {
      URL.revokeObjectURL(urls.get(name) ?? '')
      urls.delete(name)
      this.asked.delete(name)
    }
    this.urls = urls
  }

  private async look(name: string, fetch: () => Promise<ArrayBuffer | undefined>): Promise<void> {
    if (this.asked.has(name)) return
    this.asked.add(name)
    const { store } = session
    const kept = (await store.bytes(name).catch(() => undefined)) as ArrayBuffer | undefined
    const data = kept ?? (await fetch().catch(() => undefined))
    // Whoever it was fetched for may have left meanwhile.
    if (!data || store !== session.store) this.asked.delete(name)
    else {
      this.urls = new Map(this.urls).set(name, URL.createObjectURL(new Blob([data], { type: 'image/webp' })))
      this.shown(name)
    }
  }
}
