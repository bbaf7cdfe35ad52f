/** How long something takes, in words: `40 sekunder`, `8 minutter`, `1 t 5 min`. */
import { helperSpeech } from './words.svelte'

export function lasting(seconds: number): string {
  const { waves, figures } = helperSpeech.words
  if (seconds < 60) return waves.seconds(seconds)
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? waves.minutes(minutes) : figures.hours(Math.floor(minutes / 60), minutes % 60)
}
