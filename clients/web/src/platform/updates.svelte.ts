/** A new version of the app that waits for a good moment: what is being written is never cut off. */
class Updates {
  ready = $state(false)
  private waiting: ServiceWorker | null = null

  offer(worker: ServiceWorker): void {
    this.waiting = worker
    this.ready = true
  }

  apply(): void {
    this.waiting?.postMessage('take over')
  }
}

export const updates = new Updates()
