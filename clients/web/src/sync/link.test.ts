import { beforeEach, describe, expect, it } from 'vitest'
import type { DownFrame } from '../protocol/types'
import { FakeServer, FakeWorld } from './kit'
import { ASK_AFTER, DEAD_AFTER, DEAD_SOON, Link } from './link'
import { LinkError, next } from './states'

const WELCOME: DownFrame = {
  type: 'welcome',
  member: 'ola',
  device: 'd1',
  now: '2026-11-26T17:00:00.000Z',
  epoch: 'e1',
  streams: [],
}

let world: FakeWorld
let server: FakeServer
let link: Link
let frames: DownFrame[]

beforeEach(() => {
  world = new FakeWorld()
  server = new FakeServer()
  frames = []
  link = new Link(server.open, world, {
    hello: () => ({ type: 'hello', cursors: {}, client: 'test' }),
    frame: (frame) => frames.push(frame),
    state: () => undefined,
  })
})

function goLive(): void {
  link.start()
  server.accept()
  server.say(WELCOME)
}

describe('the link', () => {
  it('says hello and is live after the welcome', () => {
    goLive()
    expect(server.heard[0]).toMatchObject({ type: 'hello' })
    expect(link.state).toBe('live')
    expect(link.heard).toBe(world.now())
  })

  it('comes back after a loss, and waits longer each time', () => {
    goLive()
    const pauses: number[] = []
    for (let attempt = 0; attempt < 4; attempt++) {
      server.cut()
      expect(link.state).toBe('waiting')
      const from = world.now()
      const opened = server.opened
      while (server.opened === opened) world.pass(10)
      pauses.push(world.now() - from)
    }
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b))
    expect(pauses[3]).toBeGreaterThan(pauses[0]!)
  })

  it('notices a connection that is dead without having been closed', () => {
    goLive()
    world.pass(ASK_AFTER)
    expect(server.all('ping')).toHaveLength(1)
    world.pass(DEAD_AFTER)
    expect(link.state).toBe('waiting')
  })

  it('stays when the ping is answered', () => {
    goLive()
    for (let minute = 0; minute < 5; minute++) {
      world.pass(ASK_AFTER)
      server.say({ type: 'pong', n: server.all('ping').length, now: WELCOME.now })
    }
    expect(link.state).toBe('live')
    expect(server.opened).toBe(1)
  })

  it('asks at once when the member looks at the phone again', () => {
    goLive()
    world.pass(1_000)
    link.online()
    expect(server.all('ping')).toHaveLength(1)
  })

  it('gives a dead connection up sooner while the member looks', () => {
    goLive()
    world.pass(ASK_AFTER)
    link.look(true)
    expect(server.all('ping')).toHaveLength(2)
    world.pass(DEAD_SOON - 1)
    expect(link.state).toBe('live')
    world.pass(1)
    expect(link.state).toBe('waiting')
    world.pass(1_000)
    expect(server.opened).toBe(2)
    server.accept()
    server.say(WELCOME)
    world.pass(ASK_AFTER + DEAD_SOON)
    expect(link.state).toBe('waiting')
    link.look(false)
    world.pass(60_000)
    server.accept()
    server.say(WELCOME)
    world.pass(ASK_AFTER + DEAD_AFTER - 1)
    expect(link.state).toBe('live')
  })

  it('gives up a server that never answers hello', () => {
    link.start()
    server.accept()
    world.pass(DEAD_AFTER)
    expect(link.state).toBe('waiting')
  })

  it('waits as long as the server asks for', () => {
    goLive()
    server.say({ type: 'bye', code: 'going_down', reason: '', retry_after: 20 })
    world.pass(19_000)
    expect(server.opened).toBe(1)
    world.pass(3_000)
    expect(server.opened).toBe(2)
  })

  it('does not come back after it was signed out', () => {
    goLive()
    server.say({ type: 'bye', code: 'signed_out', reason: '' })
    world.pass(3_600_000)
    link.online()
    expect(link.state).toBe('ended')
    expect(server.opened).toBe(1)
  })

  it('rests while there is no network, and starts when there is', () => {
    goLive()
    link.offline()
    world.pass(600_000)
    expect(server.opened).toBe(1)
    link.online()
    expect(server.opened).toBe(2)
  })

  it('passes over what is no frame', () => {
    goLive()
    for (const text of ['', '[]', 'null', '{"type":7}', '{']) {
      server.say(text as unknown as DownFrame)
    }
    expect(link.state).toBe('live')
    expect(frames).toHaveLength(1)
  })
})

it('names state and event for what is not in the table', () => {
  expect(() => next('resting', 'welcomed')).toThrow(new LinkError('no welcomed in resting'))
})
