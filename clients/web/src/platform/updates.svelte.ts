/**
 * A new version of the app waits for a good moment: what is being written is never cut off.
 *
 * It is offered in words and taken by a tap, or at once on a page that nobody has touched yet. A
 * page that learns that another one took it is not loaded anew under the writer's hands: it goes on
 * with what it has, and offers the same.
 */
class Updates {
  ready = $state(false)
  private waiting: ServiceWorker | null = null
  private asked = false

  offer(worker: ServiceWorker): void {
    this.waiting = worker
    this.ready = true
    if (navigator.userActivation?.hasBeenActive === false) this.apply()
  }

  /** Another worker answers for this page from now on. */
  taken(): void {
    if (this.asked) location.reload()
    this.waiting = null
    this.ready = true
  }

  apply(): void {
    this.asked = true
    if (this.waiting) this.waiting.postMessage('take over')
    else location.reload()
  }
}

export const updates = new Updates()
