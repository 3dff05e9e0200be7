import { natsLog } from '@thalweg/nats';
import { startNatsServer, type NatsServer } from '@thalweg/nats/server';
import { startFaultyProxy } from '@thalweg/programs/faulty-proxy';
import { afterAll, beforeAll, describe, it } from 'vitest';
import {
  closesRoundsOverAPartition,
  electsOverAPartition,
  keepsValuesOverAPartition,
  losesNoUpdateOverAPartition,
  type Partition,
} from './testing/partitioned.ts';

/** Holds a log in NATS against partitions of some milliseconds: one of two clients hears nothing, and its connection stays open. */
export function partitionsOfNats(durations: readonly number[]): void {
  let server: NatsServer;
  let logs = 0;
  beforeAll(async () => void (server = await startNatsServer()));
  afterAll(() => server.stop());
  const partitioned = async (law: (partition: Partition, ms: number) => Promise<void>, ms: number): Promise<void> => {
    const proxy = await startFaultyProxy({ to: Number(new URL(server.url).port) });
    const name = `log-${++logs}`;
    const near = await natsLog({ servers: server.url, name });
    const far = await natsLog({ servers: `127.0.0.1:${proxy.port}`, name });
    await law({ near, far, cut: () => proxy.hold(), heal: () => proxy.release() }, ms);
    await Promise.all([near.close(), far.close()]);
    await proxy.stop();
  };
  describe.each(durations)('natsLog, with a client that is cut off for %i ms', ms => {
    it('keeps each value once, in one order', () => partitioned(keepsValuesOverAPartition, ms));
    it('loses no update', () => partitioned(losesNoUpdateOverAPartition, ms));
    it('elects one leader at a time', () => partitioned(electsOverAPartition, ms));
    it('closes rounds with the bits of a replay', () => partitioned(closesRoundsOverAPartition, ms));
  });
}
