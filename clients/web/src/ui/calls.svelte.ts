/** What is done with calls for someone, from whichever screen one is on. */
import type { AskCard, Entry, RoomCard } from '../protocol/types'
import { people } from '../model/states'
import { WAITED } from '../sync/queue'
import { announce } from './announce.svelte'
import { router } from './router.svelte'
import { session } from './session.svelte'
import { speech } from './speech.svelte'

class Calls {
  /** What became of a call that one wanted to take, for those whom it no longer rings. */
  told = $state('')
  private seen = new Set<string>()

  /** One tap: the screen that tells the truth opens at once, whatever the network does. */
  raise(house: string): void {
    void session.run('ask.raise', { house })
    router.go(`/noen/${house}`)
  }

  withdraw(ask: string): void {
    void session.run('ask.withdraw', { ask })
  }

  end(ask: string): void {
    void session.run('ask.end', { ask })
  }

  /** This screen shows the ring; the one who asked sees how many have seen it. */
  see(ask: string): void {
    if (document.hidden || this.seen.has(ask)) return
    this.seen.add(ask)
    void session.engine.run('ask.see', { ask })
  }

  async take(ask: AskCard): Promise<void> {
    const outcome = await session.engine.run('ask.take', { ask: ask.id })
    if ('ok' in outcome) {
      const { id } = outcome.ok.room as unknown as RoomCard
      announce(speech.words.ask.mine)
      router.go(`/rom/${id}`)
      return
    }
    const { code, detail } = outcome.error
    const taker = session.view && people(session.view).get(detail ?? '')?.name
    const { ask: words, someone, problem } = speech.words
    if (outcome.error === WAITED) this.tell(problem.offline)
    else if (code === 'conflict') this.tell(words.takenByOther(taker ?? detail ?? someone))
    else this.tell(code === 'gone' || code === 'not_found' ? words.over : problem.generic)
  }

  /** It rings no more: if it rings again, that is to be seen again. */
  heard(entries: Entry[]): void {
    for (const { kind, body } of entries) if (kind === 'ask.stopped') this.seen.delete(String(body.ask))
  }

  pass(ask: string): void {
    void session.run('ask.pass', { ask })
  }

  private tell(text: string): void {
    this.told = text
    announce(text)
  }
}

export const calls = new Calls()
session.listeners.add((entries) => calls.heard(entries))
