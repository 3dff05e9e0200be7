import { natsLog } from '@thalweg/nats/browser';
import { firstValueFrom, map, toArray } from 'rxjs';

/** What a page wrote and read. */
export interface PageOutcome {
  readonly sequences: readonly number[];
  /** Topic, sequence and length of each entry, and the sum of its bytes. */
  readonly entries: readonly string[];
  readonly versions: readonly (number | undefined)[];
  readonly value: string;
  /** The reason of the error of an append after the end. */
  readonly closed: string;
}

/** Uses a log in a page: small and large entries, ids, epochs, a key. */
export async function useLog(servers: string): Promise<PageOutcome> {
  const log = await natsLog({ servers, name: 'page' });
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  const sequences = [
    await log.append('clicks', text('first'), { id: 'page/1' }),
    await log.append('clicks', text('first'), { id: 'page/1' }),
    await log.append('clicks', new Uint8Array(3_000_000).fill(7), { epoch: 2 }),
  ];
  const deposed = await log.append('clicks', text('late'), { epoch: 1 }).catch((error: Error) => error.message);
  const line = map(({ topic, sequence, bytes }: { topic: string; sequence: number; bytes: Uint8Array }) =>
    [topic, sequence, bytes.length, bytes.reduce((sum, byte) => sum + byte, 0)].join(' '),
  );
  const entries = await firstValueFrom(log.read('clicks', 0, { until: 'end' }).pipe(line, toArray()));
  const versions = [await log.swap('model', 0, text('one')), await log.swap('model', 0, text('two'))];
  const { bytes } = await firstValueFrom(log.watch('model'));
  await log.close();
  const closed = await log.append('clicks', text('late')).catch(({ reason }: { reason: string }) => reason);
  return {
    sequences,
    entries: [...entries, deposed as string],
    versions,
    value: new TextDecoder().decode(bytes),
    closed: closed as string,
  };
}
