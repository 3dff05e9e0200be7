import { get } from 'node:http';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { serveFolder } from './serve-folder.ts';

it('serves the folder that is given below a base, at the wished port or, if that is taken, at another', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'served-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'index.html'), 'the first page');
  const first = await serveFolder(folder, '/x/');
  onTestFinished(first.close);
  const { port } = new URL(first.address);
  const second = await serveFolder(folder, '/x/', Number(port));
  onTestFinished(second.close);
  expect(second.address).not.toBe(first.address);
  for (const { address } of [first, second]) expect(await (await fetch(address)).text()).toBe('the first page');
  expect((await fetch(new URL('/index.html', first.address))).status).toBe(404);
});

it.each([
  '/%',
  '//',
  '/%00',
  '/../secret',
  '/..%2fsecret',
  '/%2e%2e/secret',
  '/x/../../secret',
  `/${'a'.repeat(10_000)}`,
])('answers 404 to %s, and goes on', async path => {
  const place = await mkdtemp(join(tmpdir(), 'served-'));
  onTestFinished(() => rm(place, { recursive: true }));
  await writeFile(join(place, 'secret'), 'not served');
  await mkdir(join(place, 'folder'));
  const { address, close } = await serveFolder(join(place, 'folder'), '/');
  onTestFinished(close);
  // A client that takes addresses as they are.
  const { hostname, port } = new URL(address);
  const status = await new Promise((resolve, reject) => {
    get({ hostname, port, path }, response => resolve(response.resume().statusCode)).on('error', reject);
  });
  expect(status).toBe(404);
});
