import { fromWebSocket } from '../streams/from-web-socket.ts';

// Reads a WebSocket by the host's own class, and prints the messages. A program of its own: Node 20 has the class behind a flag.
const [url = ''] = process.argv.slice(2);
fromWebSocket<unknown>(url, { onOpen: send => send('"subscribe"') }).subscribe({
  next: item => console.log(JSON.stringify(item)),
  error: (error: Error) => console.log(error.message),
  complete: () => console.log('completed'),
});
