/** What has happened that concerns oneself, kept on this phone until it is read or over. */
import { fresh, heard, type News } from '../model/news'
import type { Entry } from '../protocol/types'
import { session } from './session.svelte'

class Newspaper {
  get all(): News[] {
    return fresh((session.meta.news as News[] | undefined) ?? [], session.now)
  }

  heard(entries: Entry[]): void {
    const before = this.all
    const after = heard(before, entries, session.now)
    if (after.some((one, place) => one !== before[place])) void session.remember({ news: after })
  }

  read(key: string): void {
    void session.remember({ news: this.all.filter((one) => one.key !== key) })
  }
}

export const newspaper = new Newspaper()
session.listeners.add((entries) => newspaper.heard(entries))
