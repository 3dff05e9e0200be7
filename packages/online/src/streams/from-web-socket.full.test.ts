import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('../testing/read-web-socket.ts', import.meta.url));
const launcher = fileURLToPath(new URL('../../../../tools/bundle/bundle.mjs', import.meta.url));
const TEXT = 0x81;
const CLOSE = 0x88;

function frame(kind: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(kind, content.length), content]);
}

/** Undoes the mask of a short frame of a client. */
function textOf(bytes: Buffer): string {
  const [mask, content] = [bytes.subarray(2, 6), bytes.subarray(6)];
  return Buffer.from(content.map((byte, i) => byte ^ mask[i % 4]!)).toString();
}

/** Reads a server that answers a client by these frames, in a process of its own. Returns what it wrote. */
async function read(answer: (text: string) => readonly Buffer[]): Promise<string[]> {
  const server = createServer().on('upgrade', (request, socket: Socket) => {
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    );
    socket.once('data', bytes => {
      for (const part of answer(textOf(bytes))) socket.write(part);
      socket.end();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const flags = 'WebSocket' in globalThis ? [] : ['--experimental-websocket', '--no-warnings'];
  const options = [...flags, launcher, 'start', program, `ws://127.0.0.1:${port}/`];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, options);
    return stdout.trimEnd().split('\n');
  } finally {
    server.close();
  }
}

it('reads a server by the socket of the host, and completes when it closes with code 1000', async () => {
  const lines = await read(text => [
    frame(TEXT, Buffer.from(`{"got":${text}}`)),
    frame(TEXT, Buffer.from('[1,2]')),
    frame(CLOSE, Buffer.of(1000 >> 8, 1000 & 255)),
  ]);
  expect(lines).toEqual(['{"got":"subscribe"}', '[1,2]', 'completed']);
});

it('says that a connection was lost', async () => {
  const lines = await read(() => [frame(TEXT, Buffer.from('1'))]);
  expect(lines[0]).toBe('1');
  expect(lines[1]).toContain('fromWebSocket: the connection must last until the server closes it with code 1000, got');
});
