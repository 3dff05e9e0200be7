import { remoteLog, type Log } from '@thalweg/log';
import { natsLog } from '@thalweg/nats';
import { PARENT } from './parent.ts';
import { processPort } from '@thalweg/node';

/** A log that this process has opened. */
export interface OpenLog {
  readonly log: Log;
  readonly close: () => Promise<void>;
}

/** Connects to the log at an address, such as nats://host:4222. */
export async function openLog(address: string): Promise<OpenLog> {
  if (address === PARENT) return { log: remoteLog(processPort(process)), close: async () => undefined };
  const log = await natsLog({ servers: address });
  return { log, close: () => log.close() };
}
