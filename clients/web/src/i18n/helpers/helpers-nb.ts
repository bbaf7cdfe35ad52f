/** Bokmål for those who help: the measure of the other two. */
import { house } from './nb/house'
import { imports } from './nb/import'
import { shifts } from './nb/shifts'

export const nb = { ...shifts, ...house, ...imports }

export type HelperWords = typeof nb
