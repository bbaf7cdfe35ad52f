/** Whose keys one has: the house that a keeper's screen is about, and whether one is a keeper. */
import { houses, people, type HouseState, type View } from '../../model/states'

/** The house of this id, else the first. */
export const houseFor = (view: View, id: string): { id: string; state: HouseState } | undefined => {
  const all = houses(view)
  return all.find((one) => one.id === id) ?? all[0]
}

export const keeps = (view: View): boolean => people(view).get(view.me)?.duties.includes('keeper') ?? false
