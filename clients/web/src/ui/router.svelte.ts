/**
 * Where one is, from the part of the address after `#`: it is never sent to the server, and one
 * page kept on the phone opens every screen without a network.
 */
export interface Route {
  place: string
  id: string
  more: string
}

/** Inside a room: at its newest, or at the message or the day that `more` says. */
export const inRoom = ({ place, id, more }: Route): boolean =>
  place === 'rom' && id !== '' && (more === '' || /^\d/.test(more))

function read(): Route {
  // What an invitation has there is its code, and no place.
  const hash = location.pathname === '/join' ? '' : location.hash
  const [place = '', id = '', more = ''] = hash.replace(/^#\/?/, '').split('/')
  return { place, id: plain(id), more: plain(more) }
}

/** Somebody may have typed the address by hand: what cannot be read is taken as it stands. */
export function plain(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

class Router {
  route = $state.raw<Route>(read())

  constructor() {
    addEventListener('hashchange', () => (this.route = read()))
  }

  go(path: string, replace = false): void {
    if (replace) {
      history.replaceState(null, '', `#${path}`)
      this.route = read()
    } else location.hash = path
  }

  back(otherwise: string): void {
    if (history.length > 1) history.back()
    else this.go(otherwise, true)
  }
}

export const router = new Router()
