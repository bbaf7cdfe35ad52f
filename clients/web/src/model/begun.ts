/** Whether a member waits for something from others: from then on it makes sense to be told of it. */
import { houses, rooms, type View } from './states'

/** One has called for someone, written to others, or said whether one comes. */
export function hasBegun(view: View): boolean {
  const { me } = view
  const answered = [...houses(view), ...rooms(view)].some(({ state }) =>
    state.answers?.some(({ member }) => member === me),
  )
  if (answered) return true
  return rooms(view).some(
    ({ state }) =>
      state.ask?.asker === me || state.entries.some(({ kind, by }) => kind === 'message.sent' && by === me),
  )
}
