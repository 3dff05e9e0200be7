import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { tensor } from '@thalweg/tensor';
import { expect, it, onTestFinished } from 'vitest';
import { digitServer } from './digit-server.ts';

const HEAD = 'POST /digit HTTP/1.1\r\nhost: x\r\ncontent-type: application/octet-stream\r\ncontent-length: 784\r\n';

/** Listens, and returns a function that opens connections. */
async function listening(options: Parameters<typeof digitServer>[1]) {
  const server = digitServer(() => tensor([Array.from({ length: 10 }, (_, digit) => digit)]), options);
  const port = await server.listen();
  const sockets: Socket[] = [];
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await server.close();
  });
  const open = (): Socket => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    return socket;
  };
  return { server, open };
}

it.each([
  ['nothing', ''],
  ['half of the headers', HEAD.slice(0, 40)],
  ['headers without an end', HEAD],
  ['half of a body', `${HEAD}\r\n${'x'.repeat(100)}`],
])('closes connections that send %s, and answers others meanwhile', async (_, sent) => {
  const { open } = await listening({ requestTimeout: 500 });
  const ends = Array.from({ length: 100 }, () => {
    const socket = open();
    socket.write(sent);
    return text(socket).catch(() => '');
  });
  const other = open();
  other.write(`${HEAD}connection: close\r\n\r\n${'x'.repeat(784)}`);
  expect(await text(other)).toContain('{"digit":9,"version":0}');
  for (const answer of await Promise.all(ends))
    if (answer !== '') expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*\{"error":\{"code":"request-timeout"/);
});

it('answers what is no HTTP in the form of its errors, and closes', async () => {
  const { open } = await listening({});
  const socket = open();
  socket.write('hello\r\n\r\n');
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 [^]*\{"error":\{"code":"bad-request"/);
  const long = open();
  long.write(`GET / HTTP/1.1\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`);
  expect(await text(long)).toMatch(/^HTTP\/1\.1 431 /);
});

it('has few connections, and closes further ones', async () => {
  const { open } = await listening({ connections: 3 });
  const first = [1, 2, 3].map(open);
  await Promise.all(first.map(socket => once(socket, 'connect')));
  expect(await text(open()).catch(() => '')).toBe('');
  first[0]!.write(`${HEAD}connection: close\r\n\r\n${'x'.repeat(784)}`);
  expect(await text(first[0]!)).toContain('{"digit":9');
});

it('finishes the requests under way when it is closed, and ends connections that send none', async () => {
  const { server, open } = await listening({ requestTimeout: 1_000 });
  const [busy, idle] = [open(), open()];
  await once(idle, 'connect');
  const requested = once(server.app.server, 'request');
  busy.write(`${HEAD}\r\n${'x'.repeat(700)}`);
  await requested;
  const closed = server.close();
  busy.write('x'.repeat(84));
  expect(await text(busy)).toContain('{"digit":9');
  await closed;
  expect(await text(idle)).toBe('');
});
