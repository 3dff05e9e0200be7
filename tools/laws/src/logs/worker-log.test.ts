import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { remoteLog } from '@thalweg/log';
import { lastValueFrom } from 'rxjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logLaws } from './log-laws.ts';
import { entriesOf } from './testing/entries-of.ts';
import { startWorker } from './testing/start-worker.ts';
import { bytesOf, textOf } from './testing/text.ts';

const thread: { worker?: Worker } = {};
beforeAll(() => void (thread.worker = startWorker(new URL('./testing/log-worker.ts', import.meta.url))));
afterAll(async () => void (await thread.worker?.terminate()));

logLaws({
  name: 'remoteLog over a port to another thread',
  open: async () => {
    const { port1, port2 } = new MessageChannel();
    thread.worker!.postMessage(port1, [port1 as never]);
    return { log: remoteLog(port2), close: async () => port2.close() };
  },
  noRestart: 'the log is one in memory',
});

it('a Worker of Node is a port itself, until it ends', async () => {
  const worker = startWorker(new URL('./testing/log-worker.ts', import.meta.url));
  const log = remoteLog(worker);
  await log.append('a', bytesOf('x'));
  expect((await entriesOf(log, 'a')).map(textOf)).toEqual(['x']);
  const reading = lastValueFrom(log.read('a', 2));
  const refused = expect(reading).rejects.toMatchObject({ name: 'LogError', reason: 'closed' });
  const ended = once(worker, 'exit');
  await worker.terminate();
  await refused;
  await ended;
});
