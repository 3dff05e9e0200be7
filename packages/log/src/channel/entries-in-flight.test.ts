import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { memoryLog } from '../memory/memory-log.ts';
import type { Log, LogEntry } from '../port/log.ts';
import { testChannel } from '../testing/test-channel.ts';
import { remoteLog } from './remote-log.ts';
import { serveLog } from './serve-log.ts';
import { filled, until } from '../testing/noted.ts';

describe('a reading without demand', () => {
  /** Opens a reading by hand, and returns what comes without a confirmation. */
  async function unconfirmed(log: Log): Promise<{ count: number; confirm: (count: number) => Promise<number> }> {
    const [server, client] = testChannel();
    const serving = serveLog(log, server!);
    const letter = { thalweg: 'log', version: 1, from: 'me', to: '*' };
    const request = { kind: 'read', stream: 1, topics: ['a'], from: 0, until: undefined, allowed: Infinity };
    const came = async (): Promise<number> => {
      await until(() => server!.kinds.includes('entries'));
      client!.postMessage({ ...letter, message: { kind: 'hello', sample: new Uint8Array() } });
      await until(() => server!.kinds.at(-1) === 'welcome');
      return server!.sent.reduce(
        (sum, { message }) => sum + ((message['heads'] as unknown[] | undefined)?.length ?? 0),
        0,
      );
    };
    client!.postMessage({ ...letter, message: request });
    return {
      count: await came(),
      confirm: async count => {
        const before = server!.sent.length;
        client!.postMessage({ ...letter, message: { kind: 'ack', stream: 1, count } });
        await until(() => server!.sent.slice(before).some(({ message }) => message.kind === 'entries'));
        const all = await came();
        serving.unsubscribe();
        return all;
      },
    };
  }

  it('has at most 256 entries under way', async () => {
    const { count, confirm } = await unconfirmed(await filled(600));
    expect(count).toBe(256);
    expect(await confirm(100)).toBe(356);
  });

  it('has at most 16 MB under way', async () => {
    const log = memoryLog();
    for (let i = 0; i < 8; i++) await log.append('a', new Uint8Array(5e6));
    const { count, confirm } = await unconfirmed(log);
    expect(count).toBeLessThanOrEqual(3);
    expect(await confirm(1)).toBe(count + 1);
  });
});

/** Some entries at once and some alone. */
it('entries that come in one message are the same as alone', async () => {
  const { port1, port2 } = new MessageChannel();
  const log = memoryLog();
  const sizes = [0, 1, 7, 8, 9, 70_000, 0, 65_536, 65_535, 3];
  for (const [i, size] of sizes.entries()) await log.append('a', new Uint8Array(size).fill(i + 1));
  const serving = serveLog(log, port1);
  const read = (source: Log): Promise<LogEntry[]> =>
    lastValueFrom(from(source.read('a', 0, { until: 'end' })).pipe(toArray()));
  expect(await read(remoteLog(port2))).toEqual(await read(log));
  serving.unsubscribe();
  port1.close();
});
