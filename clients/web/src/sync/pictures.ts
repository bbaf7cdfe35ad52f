/** Under which names the phone keeps pictures, and which of them go with what they belong to. */
import { span } from '../model/amend'
import type { Amendment } from './step'
import type { Change } from './store'

const PICTURE = 'picture'

/** The name of the preview of a file in a message. */
export const pictureName = (stream: string, seq: number, file: string): string => `${PICTURE} ${stream} ${seq} ${file}`

export const isPicture = (name: string): boolean => name.startsWith(`${PICTURE} `)

const ERASES = new Set(['message.erased', 'room.expired'])

/** Whether a step may take pictures away: only then is looked for them. */
export const takesPictures = ({ forget }: Change, amendments: readonly Amendment[]): boolean =>
  (forget?.length ?? 0) > 0 || amendments.some(({ entry }) => ERASES.has(entry.kind))

/** The pictures of messages that were erased, and of streams that are forgotten. */
export function goneWith(names: readonly string[], { forget }: Change, amendments: readonly Amendment[]): string[] {
  const erased = amendments.filter(({ entry }) => ERASES.has(entry.kind))
  return names.filter((name) => {
    const [kind, stream = '', number] = name.split(' ')
    if (kind !== PICTURE) return false
    const seq = Number(number)
    return (
      forget?.includes(stream) ||
      erased.some((one) => {
        const [from, to] = span(one.entry) ?? [0, 0]
        return one.stream === stream && seq >= from && seq < to
      })
    )
  })
}
