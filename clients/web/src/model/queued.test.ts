import { expect, it } from 'vitest'
import { waitingIn, type Queued } from './queued'

const TIME = 'a1.20261126T1800'
const failed = { code: 'forbidden', title: '' }
const one = (id: string, name: Queued['name'], args: Queued['args'], more: Partial<Queued> = {}): Queued => ({
  id,
  name,
  args: { room: 'r1', ...args },
  made: 0,
  ...more,
})

const queue = [
  one('room', 'message.send', { text: 'Hei' }),
  one('time', 'message.send', { text: 'Kommer', occurrence: TIME }),
  one('edit', 'message.edit', { seq: 7, text: 'kl. 19' }),
  one('refused', 'message.edit', { seq: 7, text: 'kl. 19' }, { failed }),
  one('react', 'message.react', { seq: 7 }),
  one('else', 'message.send', { room: 'r2', text: 'Hei' }),
]
const ids = (time: string | undefined, ...shown: number[]): string[] =>
  waitingIn(queue, 'r1', time, new Set(shown)).map(({ id }) => id)

it('shows in a room all that waits there, and every edit that was refused', () => {
  expect(ids(undefined)).toEqual(['room', 'time', 'refused'])
})

it('shows with one time of an activity what is of it, a refused edit too', () => {
  expect(ids(TIME, 7)).toEqual(['time', 'refused'])
  expect(ids(TIME, 8)).toEqual(['time'])
})
