/**
 * The life of the connection as one table.
 *
 * A phone is `resting` until it has somebody to be, or while the system says that there is no
 * network. It then asks for a socket (`opening`), says who it is (`greeting`), and is `live` from
 * the welcome on. Whatever breaks the socket leads to `waiting` for the next attempt; the
 * system saying that the network is back ends that wait early. A device that the server has
 * signed out is `ended`, for good: only a new sign-in starts it again.
 *
 * Being `live` says nothing about whether what is shown is true: that is the light's own business
 * (model/light.ts), which also counts the time since the server was last heard.
 */
export type LinkState = 'resting' | 'opening' | 'greeting' | 'live' | 'waiting' | 'ended'

export type LinkEvent =
  | 'start'
  | 'opened'
  | 'welcomed'
  | 'lost'
  | 'time'
  | 'online'
  | 'offline'
  | 'signed_out'

const TABLE: Record<LinkState, Partial<Record<LinkEvent, LinkState>>> = {
  resting: { start: 'opening', online: 'opening', offline: 'resting', signed_out: 'ended' },
  opening: {
    start: 'opening',
    opened: 'greeting',
    lost: 'waiting',
    online: 'opening',
    offline: 'resting',
    signed_out: 'ended',
  },
  greeting: {
    start: 'greeting',
    welcomed: 'live',
    lost: 'waiting',
    online: 'greeting',
    offline: 'resting',
    signed_out: 'ended',
  },
  live: {
    start: 'live',
    welcomed: 'live',
    lost: 'waiting',
    online: 'live',
    offline: 'resting',
    signed_out: 'ended',
  },
  waiting: {
    start: 'opening',
    time: 'opening',
    lost: 'waiting',
    online: 'opening',
    offline: 'resting',
    signed_out: 'ended',
  },
  ended: { start: 'opening', lost: 'ended', online: 'ended', offline: 'ended', signed_out: 'ended' },
}

export class LinkError extends Error {}

/** The state that `event` leads to. Throws LinkError, naming both, for what is not in the table. */
export function next(state: LinkState, event: LinkEvent): LinkState {
  const to = TABLE[state][event]
  if (!to) throw new LinkError(`no ${event} in ${state}`)
  return to
}
