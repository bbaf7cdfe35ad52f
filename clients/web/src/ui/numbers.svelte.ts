/** The numbers to call: the house's own when they have been fetched, else the seed. */
import { SEED, type Number } from '../model/crisis'

class Numbers {
  list = $state.raw<Number[]>(SEED)
  zone = $state('Europe/Oslo')
}

export const numbers = new Numbers()
