import type { OpenWire } from '../sync/wire'

/** The browser's socket to the server that served this page. */
export const openSocket: OpenWire = (events) => {
  const address = new URL('/api/v1/socket', location.href)
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(address, 'utelys.v1')
  socket.onopen = () => events.opened()
  socket.onmessage = (event: MessageEvent<unknown>) => {
    if (typeof event.data === 'string') events.frame(event.data)
  }
  socket.onclose = () => events.closed()
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close() {
      socket.onclose = null
      socket.close()
    },
  }
}
