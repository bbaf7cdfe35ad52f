/** One planned time, from whatever this phone knows of it: one's own plans, or what was told of the house. */
import { timeOf, timesOf, type Time } from '../../model/shifts'
import { houses, own, type View } from '../../model/states'
import { covers } from './cover.svelte'

export interface Found extends Time {
  house: string
  zone: string
}

export function find(view: View, shift: string, slot: string): Found | null {
  const plan = own(view).shifts?.find(({ id }) => id === shift)
  const mine = plan && timeOf(plan, slot)
  if (plan && mine) return { ...mine, house: plan.house, zone: plan.starts.zone }
  for (const { id, state } of houses(view)) {
    const cover = covers.of(id)?.cover
    const told = cover && timesOf(cover).find((one) => one.shift === shift && one.occurrence === slot)
    if (told) return { ...told, house: id, zone: state.house.zone }
  }
  return null
}

/** Who else in a house can have a shift, by name. */
export function helpersOf(view: View, house: string, but: string): { id: string; name: string }[] {
  const inside = houses(view).find(({ id }) => id === house)?.state.members ?? []
  return inside
    .filter(({ id, duties }) => id !== but && duties.some((one) => one === 'peer_mentor' || one === 'keeper'))
    .map(({ id, name }) => ({ id, name }))
    .sort((a, b) => a.name.localeCompare(b.name))
}
