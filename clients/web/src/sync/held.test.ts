import { beforeEach, expect, it } from 'vitest'
import { entries, message, Phone, reset, ROOM, settle, welcome } from './kit'

let phone: Phone

beforeEach(async () => {
  phone = new Phone()
  await phone.start()
})

it('keeps a sent message in its place until its entry is here', async () => {
  await phone.meet(welcome(ROOM), reset(0))
  void phone.engine.run('message.send', { room: 'r1', text: 'Hei' })
  await settle()
  await phone.hear({ type: 'result', id: 'id1', ok: { seq: 1 } })
  expect(phone.engine.queue.all).toHaveLength(1)
  await phone.hear(entries(message(1, 'Hei')))
  expect(phone.engine.queue.all).toEqual([])
})
