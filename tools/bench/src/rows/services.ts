import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { figuresIn, startProgram } from '@thalweg/programs/program';
import { ServerProcess } from '@thalweg/programs/server-process';
import autocannon from 'autocannon';
import { bundledScript } from './bundled-script.ts';
import type { RatioRow, Turn } from './ratio-row.ts';
import { bySize } from './turns.ts';

const ROOT = new URL('../../../../', import.meta.url);

/** Programs of several processes, under load. */
export const services: readonly RatioRow[] = [servedDigits(), fraudService(), cluster()];

/** What the figures of `npm run served` say. */
interface Served {
  readonly predictors: readonly [
    {
      readonly failed: number;
      readonly latency: { readonly max: number };
      readonly swaps: { readonly accepted: number; readonly refused: number };
    },
  ];
}

function servedDigits(): RatioRow {
  const longest = (seconds: number, leastSwaps: number, ...more: readonly string[]): Turn => {
    const options = [
      '--predictors',
      '1',
      '--seconds',
      String(seconds),
      '--rate',
      '200',
      '--connections',
      '4',
      '--json',
    ];
    return async () => {
      const started = startProgram(new URL('apps/served/src/main.ts', ROOT), [...options, ...more]);
      const [{ failed, latency, swaps }] = (await figuresIn<Served>(started.ended)).predictors;
      if (failed > 0) throw new Error(`each request must be answered, got ${failed} others`);
      if (swaps.accepted < leastSwaps || swaps.refused > 0)
        throw new Error(
          `at least ${leastSwaps} versions must be taken in, and none refused, got ${JSON.stringify(swaps)}`,
        );
      // Whole milliseconds are counted.
      return 1000 * Math.max(1, latency.max);
    };
  };
  return {
    name: 'services: the longest answer of a predictor of digits while versions of its model come every second',
    ours: 'npm run served',
    reference: '--without-learner',
    bar: 5,
    turns: 3,
    needs: ['nats'],
    prepare: size => ({
      ours: longest(bySize(size, 10, 2), bySize(size, 4, 1)),
      reference: longest(bySize(size, 10, 1), 0, '--without-learner'),
    }),
  };
}

/** Answers 99 of 100 payments in at most twice the time of a server that only brings them to the disk. */
function fraudService(): RatioRow {
  return {
    name: 'services: 99 of 100 answers of the fraud service over 10 connections',
    ours: 'examples/fraud-service',
    reference: 'a server that brings each request to the disk',
    bar: 2,
    turns: 3,
    async prepare(size) {
      const cache = fileURLToPath(new URL('node_modules/.cache/', ROOT));
      mkdirSync(cache, { recursive: true });
      // In the workspace, where it finds fastify.
      const folder = mkdtempSync(join(cache, 'services-'));
      const program = (name: string, path: string): string => {
        writeFileSync(join(folder, name), bundledScript(new URL(path, ROOT), 'esm', ['fastify']));
        return join(folder, name);
      };
      const env = { FOLDER: join(folder, 'data'), PORT: '0', WAIT: '1000' };
      const service = new ServerProcess([program('service.mjs', 'examples/fraud-service/src/main.ts')], env);
      const bare = new ServerProcess([
        program('bare.mjs', 'tools/bench/src/rows/bare-server.ts'),
        join(folder, 'bare.log'),
      ]);
      const seconds = bySize(size, 5, 1);
      return {
        ours: () => lateAnswer(service, seconds),
        reference: () => lateAnswer(bare, seconds),
        close: async () => {
          await Promise.all([service.end('SIGKILL'), bare.end('SIGKILL')]);
          rmSync(folder, { recursive: true });
        },
      };
    },
  };
}

/** Posts payments for some seconds, and returns the microseconds in which 99 of 100 are answered. */
async function lateAnswer(server: ServerProcess, duration: number): Promise<number> {
  let sent = 0;
  const payment = (): string =>
    JSON.stringify({ amount: 1 + ((sent++ * 37) % 500), merchant: `shop ${sent % 50}`, country: `land ${sent % 20}` });
  const headers = { 'content-type': 'application/json' };
  const setupRequest = (request: autocannon.Request): autocannon.Request => ({ ...request, body: payment() });
  const requests = [{ method: 'POST', path: '/events', headers, setupRequest }] as const;
  const url = await server.address;
  const { errors, timeouts, non2xx, latency } = await autocannon({
    url,
    connections: 10,
    duration,
    requests: [...requests],
  });
  if (errors + timeouts + non2xx > 0) throw new Error('each payment must be answered');
  return 1000 * Math.max(1, latency.p99);
}

/** What the figures of `npm run cluster` say. */
interface Trained {
  readonly seconds: number;
  readonly course: readonly { readonly value: number; readonly seconds: number }[];
}

/** Two workers take half of the steps each, and share the cores. */
function cluster(): RatioRow {
  const ACCURACY = 0.95;
  return {
    name: `services: digits are recognized with an accuracy of ${ACCURACY} by a cluster`,
    ours: 'two workers',
    reference: 'one worker, twice the steps',
    bar: 1.5,
    turns: 1,
    prepare(size) {
      const steps = bySize(size, 4000, 50);
      const secondsOf = (workers: number): Turn => {
        const sizes = ['--workers', String(workers), '--steps', String(steps / workers)];
        const options = ['--json', '--task', 'digits', '--every', String(Math.min(50, steps / workers)), ...sizes];
        return async () => {
          const started = startProgram(new URL('apps/cluster/src/main.ts', ROOT), options);
          const { course, seconds } = await figuresIn<Trained>(started.ended);
          if (size === 'small') return 1e6 * seconds;
          return 1e6 * (course.find(({ value }) => value >= ACCURACY)?.seconds ?? Infinity);
        };
      };
      return { ours: secondsOf(2), reference: secondsOf(1) };
    },
  };
}
