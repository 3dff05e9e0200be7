import { type Log, remoteLog } from '@thalweg/log';
import { natsLog } from '@thalweg/nats';
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

/** The address of the log that a parent process serves to its children. */
export const PARENT = 'parent';
