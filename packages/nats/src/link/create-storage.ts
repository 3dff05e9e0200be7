import { Kvm } from '@nats-io/kv';
import {
  DiscardPolicy,
  jetstream,
  JetStreamApiCodes,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import { DUPLICATE_WINDOW, type CheckedOptions } from '../nats-log-options.ts';
import type { Subjects } from '../subjects.ts';
import type { Drops } from '../read/continuity.ts';
import { unavailable, type Link } from './link.ts';
import { retrying } from './retrying.ts';

/** Creates the stream of a log and its bucket of keys, where they are not there. Returns what the stream drops. */
export async function createStorage(link: Link, subjects: Subjects, options: CheckedOptions): Promise<Drops> {
  const deadline = performance.now() + options.patience;
  const create = async (): Promise<Drops> => {
    const { max_msgs, max_bytes, max_age } = await createStream(link, subjects, options);
    await new Kvm(jetstream(link.connection)).create(options.name, { history: 1, replicas: options.replicas });
    return max_msgs > 0 || max_bytes > 0 || max_age > 0 ? 'oldest' : 'nothing';
  };
  try {
    return await retrying(link, () => performance.now() < deadline, create);
  } catch (error) {
    throw unavailable(
      'natsLog',
      'the server must store the log',
      error,
      'See the limits of JetStream and the account.',
    );
  }
}

interface Limits {
  readonly max_msgs: number;
  readonly max_bytes: number;
  readonly max_age: number;
}

async function createStream({ manager }: Link, subjects: Subjects, options: CheckedOptions): Promise<Limits> {
  const { name, replicas, keep } = options;
  try {
    return (await manager.streams.info(name)).config;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const age = keep.age === undefined ? 0 : nanos(keep.age);
  const { config } = await manager.streams.add({
    name,
    subjects: [subjects.all],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    max_msgs: keep.entries ?? -1,
    max_bytes: keep.bytes ?? -1,
    max_age: age,
    // The server wants no window that is longer than what it keeps.
    duplicate_window: age === 0 ? nanos(DUPLICATE_WINDOW) : Math.min(nanos(DUPLICATE_WINDOW), age),
    allow_direct: true,
    num_replicas: replicas,
  });
  return config;
}

function isMissing(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
}
