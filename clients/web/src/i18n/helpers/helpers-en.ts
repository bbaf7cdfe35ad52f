import type { HelperWords } from './helpers-nb'
import { house } from './en/house'
import { imports } from './en/import'
import { shifts } from './en/shifts'

export const en: HelperWords = { ...shifts, ...house, ...imports }
