import { fdatasyncSync, openSync, writeSync } from 'node:fs';
import fastify from 'fastify';

/** A server that only brings each request to the disk: what the machine can do at this moment. */
const file = openSync(process.argv[2]!, 'a');
const app = fastify();
app.post('/events', ({ body }) => {
  writeSync(file, JSON.stringify(body));
  fdatasyncSync(file);
  return { id: 'none', score: 0.5 };
});
console.log(`listening at ${await app.listen({ port: 0, host: '127.0.0.1' })}`);
