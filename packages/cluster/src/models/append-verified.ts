import { LogError, type AppendOptions, type Log } from '@thalweg/log';
import { same } from '@thalweg/log/engine';
import { entryAt } from './entry-at.ts';

/** The times that an entry is appended. */
const TRIES = 5;

/** Appends an entry and reads it back, again and again until what is stored is what was written. Returns its sequence. */
export async function appendVerified(
  log: Log,
  topic: string,
  bytes: Uint8Array,
  { id, epoch }: AppendOptions & { readonly id: string },
): Promise<number> {
  for (let tried = 0; tried < TRIES; tried++) {
    const sequence = await log.append(topic, bytes, { id: `${id}.${tried}`, epoch });
    if (same((await entryAt(log, topic, sequence)).bytes, bytes)) return sequence;
  }
  throw new LogError(
    'damaged',
    'modelPublisher',
    'an entry must be stored as it was written',
    `${TRIES} damaged ones in a row`,
    'Check the connection, the memory and the disk of the log.',
  );
}
