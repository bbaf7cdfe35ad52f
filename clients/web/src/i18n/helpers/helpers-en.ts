import type { HelperWords } from './helpers-nb'
import { house } from './en/house'
import { shifts } from './en/shifts'

export const en: HelperWords = { ...shifts, ...house }
