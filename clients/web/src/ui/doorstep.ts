/** The door that came with the page itself (`build/doorstep.ts`): what was begun there goes on here. */
export interface Begun {
  name: string
  /** Where the writing mark was; null if nobody was in the field. */
  mark: [number, number] | null
  /** The button was tapped before there was anything to answer it. */
  sent: boolean
}

const door = (): HTMLElement | null => document.getElementById('door')

/** Nobody is to come in here: the door goes. */
export const takeAway = (): void => door()?.remove()

/** Takes over what was written and tapped, once no finger is on the button; null where no door is. */
export async function takeOver(): Promise<Begun | null> {
  const stands = door()
  const field = stands?.querySelector('input')
  if (!stands || !field) return null
  if (stands.querySelector('button:active')) await lifted()
  const mark: Begun['mark'] =
    document.activeElement === field ? [field.selectionStart ?? 0, field.selectionEnd ?? 0] : null
  stands.remove()
  return { name: field.value, mark, sent: 'sent' in stands.dataset }
}

/** A finger that goes up is a tap a moment later. */
const lifted = (): Promise<void> =>
  new Promise((done) => {
    const up = (): unknown => setTimeout(done)
    addEventListener('pointerup', up, { once: true })
    addEventListener('pointercancel', up, { once: true })
  })
