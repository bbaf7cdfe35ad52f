/** Where something may be planned: the houses of this phone, and the groups that go on. */
import { houses, people, rooms, type View } from './states'

export interface Place {
  /** As the server is asked: `house=…` or `group=…`. */
  value: string
  kind: 'house' | 'group'
  id: string
  name: string
}

export function places(view: View): Place[] {
  const groups = rooms(view).filter(({ state: { room } }) => room.kind === 'group' && !room.closed)
  const all = [
    ...houses(view).map(({ id, state }) => ({ kind: 'house' as const, id, name: state.house.name })),
    ...groups.map(({ id, state }) => ({ kind: 'group' as const, id, name: state.room.name ?? '' })),
  ]
  return all.map((one) => ({ ...one, value: `${one.kind}=${one.id}` }))
}

/** Those that the server lets this member plan for: a house takes a duty, a group only being in it. */
export function placesToPlan(view: View): Place[] {
  const duties = people(view).get(view.me)?.duties ?? []
  const leads = duties.some((duty) => ['group_leader', 'peer_mentor', 'keeper'].includes(duty))
  return places(view).filter(({ kind }) => leads || kind === 'group')
}
