import { connect } from '@nats-io/transport-node';
import { RECONNECTING } from './link/link.ts';
import { checkOptions, type NatsLogOptions } from './log/nats-log-options.ts';
import { openLog, type NatsLog } from './log/open-log.ts';

/**
 * Opens a log in NATS JetStream, and creates it if it is not there: a stream of entries and a bucket of keys.
 *
 * - **Order** one for all topics: the sequence of the stream. What one writer appends keeps the order of the calls
 * - **Connection** when it is lost, writes wait and are sent again, and reads go on after the last entry that came
 * - **Ids** are known for two minutes; later, readers by `fromLog` drop what came twice. A write without an id gets a random one
 * - **Epochs** from 1 on are refused by the server once a larger one has written, at the price of one entry of the topic at a
 *   time. Epoch 0, that of a writer without a term, is refused as soon as this log knows of a larger one
 * - **Payloads** above what the server takes, 1 MB by default, are stored in chunks, in the same stream
 * - **Keep** with limits, `'trimmed'` is cautious: an entry of another topic may be all that was dropped
 * - **Durability** a server acknowledges a write before it is on the disk, and flushes every two minutes, unless it is set to
 *   `sync_interval: always`. Jepsen's report on NATS 2.12 of December 2025 shows acknowledged writes lost and damage undetected:
 *   so keep offsets in your snapshots; topics bring their own checksums
 * - **Throws** `LogError` for options that cannot be
 * - **Rejects** with a `LogError` `'unavailable'` if there is no server, it has no JetStream or cannot store the log
 *
 * @example
 * const log = await natsLog({ servers: 'nats://127.0.0.1:4222', name: 'payments' });
 * await log.append('labels', new Uint8Array([1]), { id: 'till-3/17' });
 */
export function natsLog(options?: NatsLogOptions): Promise<NatsLog> {
  return openLog(checkOptions(options), servers => connect({ servers: [...servers], ...RECONNECTING }));
}
