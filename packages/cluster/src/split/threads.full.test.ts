import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { memoryLog } from '@thalweg/log';
import { lastValueFrom, toArray } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { bitsOf, features, labels, newBack, newFront } from '../testing/halves.ts';
import { logEdge } from './log-edge.ts';

let program = '';

beforeAll(() => {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('../testing/half-worker.ts', import.meta.url))],
    conditions: ['@thalweg/source'],
    platform: 'node',
    format: 'cjs',
    bundle: true,
    write: false,
  });
  program = outputFiles[0]!.text;
});

function thread(half: string, port: MessagePort, depth: number): Worker {
  return new Worker(program, { eval: true, workerData: { half, port, depth }, transferList: [port] });
}

async function inThisThread(depth: number): Promise<unknown[]> {
  const log = memoryLog();
  const halves = [newFront({ edge: logEdge(log, 'cut'), depth }), newBack({ edge: logEdge(log, 'cut') })] as const;
  const steps = await Promise.all([
    lastValueFrom(features().pipe(halves[0], toArray())),
    lastValueFrom(labels().pipe(halves[1], toArray())),
  ]);
  return halves.map((half, i) => ({ losses: steps[i]!.map(({ loss }) => loss), bits: bitsOf(half) }));
}

describe('halves in threads of their own', () => {
  it.each([1, 3])('get the bits of halves in one thread, and their threads end, at depth %i', async depth => {
    const { port1, port2 } = new MessageChannel();
    const threads = [thread('front', port1, depth), thread('back', port2, depth)];
    const results = await Promise.all(
      threads.map(async one => {
        const exit = once(one, 'exit');
        const [result] = await once(one, 'message');
        return [result, await exit] as const;
      }),
    );
    expect(results.map(([result]) => result)).toEqual(await inThisThread(depth));
    expect(results.map(([, exit]) => exit)).toEqual([[0], [0]]);
  });

  it('one of them fails when the thread of the other one is terminated', async () => {
    const { port1, port2 } = new MessageChannel();
    const front = thread('front', port1, 1);
    const message = once(front, 'message');
    // It holds its port and never answers.
    const back = new Worker('setInterval(() => {}, 1000)', { eval: true, workerData: port2, transferList: [port2] });
    await once(back, 'online');
    await back.terminate();
    const [result] = await message;
    expect(result).toMatch('the back half must stay until both have ended');
  });
});
