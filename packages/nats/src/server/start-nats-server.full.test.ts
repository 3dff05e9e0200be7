/** @module-tag nats */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startNatsServer } from './start-nats-server.ts';

/** True if something takes connections at an address. */
async function listens(url: string): Promise<boolean> {
  const socket = createConnection(Number(new URL(url).port), '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

it('starts again at the same address, with or without a crash', async () => {
  const server = await startNatsServer({ websocket: true, sync: 'always' });
  const { url, websocketUrl } = server;
  expect(websocketUrl).toMatch(/^ws:/);
  for (const end of [() => server.kill(), () => Promise.resolve()]) {
    await end();
    await server.restart();
    expect([server.url, server.websocketUrl]).toEqual([url, websocketUrl]);
    expect(await listens(url)).toBe(true);
  }
  await server.kill();
  expect(await listens(url)).toBe(false);
  await server.stop();
});

it('keeps a store that it was given', async () => {
  const store = await mkdtemp(join(tmpdir(), 'store-'));
  const server = await startNatsServer({ store });
  await server.stop();
  expect(await readdir(store)).toEqual(['jetstream']);
  await rm(store, { recursive: true });
});

it('says why it does not start', async () => {
  const server = await startNatsServer();
  const port = Number(new URL(server.url).port);
  await expect(startNatsServer({ port })).rejects.toThrow('startNatsServer: nats-server must start, got ');
  await server.stop();
});

it('ends with the process that started it, however that ends', async () => {
  const program = fileURLToPath(new URL('../testing/serve.ts', import.meta.url));
  const launcher = fileURLToPath(new URL('../../../../tools/bundle/bundle.mjs', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'parent-'));
  const child = spawn(process.execPath, [launcher, 'start', program], { env: { ...process.env, TMPDIR: folder } });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const url = line.toString().trim();
  expect(await listens(url)).toBe(true);
  child.kill('SIGKILL');
  await expect.poll(() => listens(url)).toBe(false);
  await expect.poll(async () => (await readdir(folder)).filter(name => name.startsWith('thalweg-nats'))).toEqual([]);
  await rm(folder, { recursive: true });
  expect(existsSync(folder)).toBe(false);
});
