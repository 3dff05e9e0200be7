/**
 * @module-tag chromium
 * @module-tag nats
 */
import { fileURLToPath } from 'node:url';
import { natsLog } from '@thalweg/nats';
import { startNatsServer, type NatsServer } from '@thalweg/nats/server';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { firstValueFrom, toArray } from 'rxjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../../browsers/launch.ts';
import type { PageOutcome } from './page-program.ts';

let server: NatsServer;
let browser: Browser;

beforeAll(async () => {
  server = await startNatsServer({ websocket: true });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Bundles the program of the page. That fails if it imports anything of Node. */
async function program(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page-program.ts', import.meta.url))],
    conditions: ['@thalweg/source', 'module'],
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    globalName: 'program',
    bundle: true,
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

it('a page writes and reads a log by WebSocket, as Node does', async () => {
  const page = await browser.newPage();
  await page.addScriptTag({ content: await program() });
  const call = `program.useLog(${JSON.stringify(server.websocketUrl)})`;
  const outcome = await page.evaluate<PageOutcome>(call);
  const [first, again, large] = outcome.sequences;
  expect(again).toBe(first);
  expect(outcome.entries.slice(0, 2)).toEqual([`clicks ${first} 5 552`, `clicks ${large} 3000000 21000000`]);
  expect(outcome.entries[2]).toContain(
    'append: the epoch must be at least that of the last writer of clicks, 2, got 1.',
  );
  expect(outcome.versions).toEqual([1, undefined]);
  expect([outcome.value, outcome.closed]).toEqual(['one', 'closed']);

  const log = await natsLog({ servers: server.url, name: 'page' });
  const entries = await firstValueFrom(log.read('clicks', 0, { until: 'end' }).pipe(toArray()));
  expect(entries.map(({ sequence, bytes }) => [sequence, bytes.length])).toEqual([
    [first, 5],
    [large, 3_000_000],
  ]);
  await log.close();
});
