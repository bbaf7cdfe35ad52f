/** What a screen reader is told without the focus moving. */
class Announcer {
  polite = $state('')
  private waiting: string[] = []

  /** What is said at once is read out together, one after the other. */
  say(text: string): void {
    this.waiting.push(text)
    if (this.waiting.length > 1) return
    // The same text twice in a row is only read out again if the region changes in between.
    this.polite = ''
    requestAnimationFrame(() => {
      this.polite = this.waiting.join('. ')
      this.waiting = []
    })
  }
}

export const announcer = new Announcer()
export const announce = (text: string): void => announcer.say(text)
