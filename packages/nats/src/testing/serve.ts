// A program: starts a server, prints its address, and does not end.
import { startNatsServer } from '../server/start-nats-server.ts';

console.log((await startNatsServer()).url);
setInterval(() => {}, 1000);
