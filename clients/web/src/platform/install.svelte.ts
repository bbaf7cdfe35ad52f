/** Whether the app lies on the phone's own screen, and putting it there. */

/** What Chromium hands out when a page may be put on the screen, once; it is shown when one asks for it. */
interface Prompt extends Event {
  prompt(): Promise<unknown>
}

/** An iPad says that it is a Mac, but no Mac has a screen to touch. */
const apple = (): boolean =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1)

class Install {
  private kept = $state.raw<Prompt | null>(null)

  /** Opened from the phone's own screen and not in a tab. */
  get standalone(): boolean {
    const own = (navigator as { standalone?: boolean }).standalone
    return own === true || matchMedia('(display-mode: standalone)').matches
  }

  /** In a tab of a phone that notifies only from its own screen. */
  get neededFirst(): boolean {
    return apple() && !this.standalone
  }

  /** The phone can be asked to put it there. */
  get offered(): boolean {
    return this.kept !== null
  }

  /** Listens from the beginning: what the browser hands out early comes only once. */
  listen(): void {
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault()
      this.kept = event as Prompt
    })
    addEventListener('appinstalled', () => (this.kept = null))
  }

  async ask(): Promise<void> {
    const { kept } = this
    this.kept = null
    await kept?.prompt()
  }
}

export const install = new Install()
