import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';

const running: { place?: string; child?: ChildProcess } = {};
let address = '';

beforeAll(async () => {
  const place = (running.place = await mkdtemp(join(tmpdir(), 'create-thalweg-')));
  await build({
    entryPoints: [fileURLToPath(new URL('../templates/service/main.js', import.meta.url))],
    outfile: join(place, 'main.mjs'),
    conditions: ['@thalweg/source'],
    platform: 'node',
    format: 'esm',
    bundle: true,
    logLevel: 'silent',
  });
  const env = { ...process.env, PORT: '0', TOKEN: 'secret' };
  const child = (running.child = spawn(process.execPath, [join(place, 'main.mjs')], { env }));
  [address] = (await once(createInterface(child.stdout!), 'line')) as [string];
});
afterAll(async () => {
  running.child?.kill('SIGKILL');
  await rm(running.place!, { recursive: true });
});

const json = { authorization: 'Bearer secret', 'content-type': 'application/json' };
const record = JSON.stringify({ x: [1, 2], label: 1 });

async function ask(path: string, init: RequestInit): Promise<{ status: number; body: object }> {
  const answer = await fetch(address + path, init);
  return { status: answer.status, body: (await answer.json()) as object };
}

it.each<[string, string, RequestInit, number, string]>([
  ['no token', '/predict', { method: 'POST', headers: { 'content-type': 'application/json' }, body: record }, 401, 'unauthorized'],
  ['another token', '/metrics', { headers: { authorization: 'Bearer secre' } }, 401, 'unauthorized'],
  ['another path', '/constructor', { headers: json }, 404, 'not-found'],
  ['a text', '/predict', { method: 'POST', headers: { ...json, 'content-type': 'text/plain' }, body: record }, 415, 'unsupported-media-type'],
  ['no body', '/predict', { method: 'POST', headers: json }, 400, 'bad-request'],
  ['null', '/predict', { method: 'POST', headers: json, body: 'null' }, 400, 'bad-request'],
  ['a record without numbers', '/learn', { method: 'POST', headers: json, body: '{"x": {"length": 2}, "label": 1}' }, 400, 'bad-request'],
  ['texts for numbers', '/learn', { method: 'POST', headers: json, body: '{"x": ["1", null], "label": 1}' }, 400, 'bad-request'],
  ['a long body', '/predict', { method: 'POST', headers: json, body: `[${'1,'.repeat(10_000)}1]` }, 413, 'payload-too-large'],
])('the service refuses %s, in one form of error', async (_, path, init, status, code) => {
  const message = expect.any(String) as string;
  expect(await ask(path, init)).toEqual({ status, body: { error: { code, message } } });
}); // prettier-ignore

it('the service answers what is right, and lets no page of another origin read it', async () => {
  expect(await ask('/learn', { method: 'POST', headers: json, body: record })).toMatchObject({ status: 200, body: { count: 1 } }); // prettier-ignore
  const answer = await fetch(`${address}/metrics`, { headers: { ...json, origin: 'https://example.org' } });
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  await answer.text();
});

it('the service finishes what is under way when it is ended', async () => {
  const child = running.child!;
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  const head = `POST /predict HTTP/1.1\r\nhost: x\r\nauthorization: Bearer secret\r\ncontent-type: application/json\r\n`;
  socket.write(`${head}content-length: ${record.length}\r\n\r\n${record.slice(0, 5)}`);
  await ask('/metrics', { headers: json });
  child.kill('SIGTERM');
  while ((await fetch(`${address}/metrics`, { headers: json }).catch(() => undefined)) !== undefined);
  const exit = once(child, 'exit');
  socket.write(record.slice(5));
  expect(await text(socket)).toContain('{"probability":');
  expect(await exit).toEqual([0, null]);
});
