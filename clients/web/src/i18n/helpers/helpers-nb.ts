/** Bokmål for those who help: the measure of the other two. */
import { house } from './nb/house'
import { shifts } from './nb/shifts'

export const nb = { ...shifts, ...house }

export type HelperWords = typeof nb
