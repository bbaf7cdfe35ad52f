/** What a screen reader is told without the focus moving. */
class Announcer {
  polite = $state('')

  say(text: string): void {
    // The same text twice in a row is only read out again if the region changes in between.
    this.polite = ''
    requestAnimationFrame(() => (this.polite = text))
  }
}

export const announcer = new Announcer()
export const announce = (text: string): void => announcer.say(text)
