import type { HelperWords } from './helpers-nb'
import { house } from './nn/house'
import { shifts } from './nn/shifts'

export const nn: HelperWords = { ...shifts, ...house }
