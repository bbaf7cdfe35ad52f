import type { HelperWords } from './helpers-nb'
import { house } from './nn/house'
import { imports } from './nn/import'
import { shifts } from './nn/shifts'

export const nn: HelperWords = { ...shifts, ...house, ...imports }
