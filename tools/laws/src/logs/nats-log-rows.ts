import { natsLog } from '@thalweg/nats';
import { startNatsServer, type NatsServer, type NatsServerOptions } from '@thalweg/nats/server';
import { startFaultyProxy, type FaultyProxy } from '@thalweg/programs/faulty-proxy';
import { fillUniform, key } from '@thalweg/tensor';
import { afterAll, beforeAll, expect } from 'vitest';
import type { LogRow } from './laws/log-row.ts';

/** Returns the row of a log in a server of NATS, which starts before all tests of the file and ends after them. */
export function natsLogRow(name: string, options?: NatsServerOptions): LogRow {
  let server: NatsServer;
  let logs = 0;
  beforeAll(async () => void (server = await startNatsServer(options)));
  afterAll(() => server.stop());
  return {
    name,
    async open() {
      const own = { servers: server.url, name: `log-${++logs}` };
      let log = await natsLog(own);
      const restart = async (): Promise<typeof log> => {
        await log.close();
        await server.restart();
        return (log = await natsLog(own));
      };
      return { log, restart, close: () => log.close() };
    },
  };
}

/** Bytes after which a connection breaks: a few commands at least, some large payloads at most. */
const [FEWEST, MOST] = [2_000, 8_000_000];

/** Returns the row of a log behind a proxy that breaks each connection after a random number of bytes, more often a small one. */
export function brokenNatsLogRow(name: string): LogRow {
  let server: NatsServer;
  let logs = 0;
  let connections = 0;
  let broken = 0;
  beforeAll(async () => void (server = await startNatsServer()));
  afterAll(async () => {
    await server.stop();
    // How often depends on the machine: a slow one sends less before it asks again.
    expect(broken).toBeGreaterThan(10);
  });
  const breakAfter = (): number => FEWEST * (MOST / FEWEST) ** fillUniform(new Float64Array(1), key(++connections))[0]!;
  return {
    name,
    async open() {
      const proxy: FaultyProxy = await startFaultyProxy({ to: Number(new URL(server.url).port), breakAfter });
      const log = await natsLog({ servers: `127.0.0.1:${proxy.port}`, name: `log-${++logs}`, patience: 60_000 });
      const close = async (): Promise<void> => {
        await log.close();
        broken += proxy.broken;
        await proxy.stop();
      };
      return { log, close };
    },
    noRestart: 'the other rows show it',
  };
}
