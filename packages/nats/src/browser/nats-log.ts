import { wsconnect } from '@nats-io/nats-core';
import { RECONNECTING } from '../link/link.ts';
import { checkOptions, type NatsLogOptions } from '../log/nats-log-options.ts';
import { openLog, type NatsLog } from '../log/open-log.ts';

/**
 * Opens a log in NATS JetStream from a page or a worker, by WebSocket. It is the same as `natsLog` of `@thalweg/nats`, whose
 * docstring has the details. The server needs a section `websocket` in its configuration.
 *
 * - **Throws** `LogError` for options that cannot be
 * - **Rejects** with a `LogError` `'unavailable'` if there is no server, it has no JetStream or cannot store the log
 *
 * @example
 * const log = await natsLog({ servers: 'wss://events.example.org', name: 'payments' });
 * log.read('labels', 0).subscribe(({ bytes }) => …);
 */
export function natsLog(options?: NatsLogOptions): Promise<NatsLog> {
  return openLog(checkOptions(options), servers => wsconnect({ servers: [...servers], ...RECONNECTING }));
}
