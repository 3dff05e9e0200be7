import { expect, it } from 'vitest';
import { memoryLog } from '../memory/memory-log.ts';
import { testChannel } from '../testing/test-channel.ts';
import { VERSION } from './protocol.ts';
import { remoteLog } from './remote-log.ts';
import { serveLog } from './serve-log.ts';

it('shows nothing twice when a server that was slow says twice that it has lost a reading', async () => {
  const [server, client] = testChannel();
  const log = memoryLog();
  for (let i = 0; i < 4; i++) await log.append('a', Uint8Array.of(i));
  const serving = serveLog(log, server!);
  const seen: number[] = [];
  const subscription = remoteLog(client!)
    .read('a', 0)
    .subscribe(({ sequence }) => seen.push(sequence));
  await expect.poll(() => seen.length).toBe(4);
  const { from, to, message } = client!.sent.find(one => one.message.kind === 'read')!;
  for (let i = 0; i < 2; i++)
    server!.postMessage({
      thalweg: 'log',
      version: VERSION,
      from: to,
      to: from,
      message: { kind: 'lost', stream: message['stream'] },
    });
  for (let i = 4; i < 8; i++) await log.append('a', Uint8Array.of(i));
  await expect.poll(() => client!.sent.filter(one => one.message.kind === 'read').length).toBe(3);
  await log.append('a', Uint8Array.of(8));
  await expect.poll(() => seen).toContain(9);
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  subscription.unsubscribe();
  serving.unsubscribe();
});
