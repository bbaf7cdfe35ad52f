/** Quick hide: an innocent page over everything until it is asked away. */
class Hiding {
  hidden = $state(false)
  private title = ''

  hide(title: string): void {
    this.title = document.title
    document.title = title
    this.hidden = true
  }

  show(): void {
    document.title = this.title
    this.hidden = false
  }
}

export const hiding = new Hiding()
