/** @module-tag nats */
import { spawn } from 'node:child_process';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { jsonCodec, topic, topicWriter } from '@thalweg/log';
import { expect, it } from 'vitest';
import { natsLog } from './nats-log.ts';
import { startNatsServer } from './server/start-nats-server.ts';

/** Longer than the server keeps a request, which is 30 s, and than it remembers a consumer that asks for nothing, 60 s. */
const STOPPED_MS = 75_000;

it('a reader whose process stands still for longer than the server waits for it goes on, each value once', async () => {
  const server = await startNatsServer();
  const log = await natsLog({ servers: server.url, name: 'log' });
  const writer = topicWriter(log, topic('numbers', jsonCodec<number>()), { producer: 'a' });
  const program = fileURLToPath(new URL('./testing/read.ts', import.meta.url));
  const launcher = fileURLToPath(new URL('../../../tools/bundle/bundle.mjs', import.meta.url));
  const child = spawn(process.execPath, [launcher, 'start', program, server.url, 'log'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  child.stdout!.on('data', data => (told += String(data)));
  let [count, version, isOver] = [0, 0, false];
  const writing = (async () => {
    while (!isOver) {
      await Promise.all(Array.from({ length: 5 }, () => writer.append(++count)));
      version = (await log.swap('key', version, new Uint8Array(3000)))!;
      await after(20);
    }
  })();
  await expect.poll(() => told).toContain('value 100\n');
  child.kill('SIGSTOP');
  await after(STOPPED_MS);
  child.kill('SIGCONT');
  await after(1000);
  isOver = true;
  await writing;
  const linesOf = (what: string): number[] =>
    told.split('\n').flatMap(line => (line.startsWith(`${what} `) ? [Number(line.slice(what.length))] : []));
  await expect.poll(() => [linesOf('value').length, linesOf('version').at(-1)]).toEqual([count, version]);
  expect(linesOf('value')).toEqual(Array.from({ length: count }, (_, i) => i + 1));
  const versions = linesOf('version');
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  expect(told).not.toContain('Error');
  child.kill('SIGKILL');
  await log.close();
  await server.stop();
});
