import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChannelPort, memoryLog, remoteLog, serveLog } from '@thalweg/log';
import { fileLog, type FileLogOptions } from '@thalweg/node';
import type { LogRow } from './laws/log-row.ts';

export const memoryLogRow: LogRow = {
  name: 'memoryLog',
  open: async () => ({ log: memoryLog(), close: async () => {} }),
  noRestart: 'it is gone with its process',
};

/** Returns the row of a file log in a folder of its own. */
export function fileLogRow(how: string, options: FileLogOptions): LogRow {
  return {
    name: `fileLog ${how}`,
    open: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'thalweg-'));
      let log = fileLog(folder, options);
      return {
        log,
        restart: async () => {
          await log.close();
          return (log = fileLog(folder, options));
        },
        close: async () => {
          await log.close();
          rmSync(folder, { recursive: true, maxRetries: 10 });
        },
      };
    },
  };
}

/** Two ends of a channel. */
interface Ends {
  readonly server: ChannelPort;
  readonly client: ChannelPort;
  readonly close: () => void;
}

/** A row of a log in memory that is served over a channel of this thread. */
function served(name: string, ends: () => Ends): LogRow {
  return {
    name,
    open: async () => {
      const { server, client, close } = ends();
      const serving = serveLog(memoryLog(), server);
      return {
        log: remoteLog(client),
        close: async () => {
          serving.unsubscribe();
          close();
        },
      };
    },
    noRestart: 'the log is one in memory',
  };
}

export const messagePortRow: LogRow = served('remoteLog over a MessageChannel', () => {
  const { port1, port2 } = new MessageChannel();
  return { server: port1, client: port2, close: () => port1.close() };
});

export const broadcastRow: LogRow = served('remoteLog over a BroadcastChannel', () => {
  const name = `log ${Math.random()}`;
  const [server, client, other] = Array.from({ length: 3 }, () => new BroadcastChannel(name));
  const close = (): void => [server, client, other].forEach(channel => channel!.close());
  return { server: server!, client: client!, close };
});
