import { type Log, type LogEntry, LogError } from '@thalweg/log';
import { isEpoch, Opener, readPast, Sealer } from '@thalweg/log/engine';
import { firstValueFrom, of, take } from 'rxjs';
import type { ModelNames } from './model-names.ts';

/** An entry of a topic of models: a whole model, or the changes from the version before. */
export interface ModelEntry {
  readonly version: number;
  /** The sequence of the entry of the version before; 0 for the first. */
  readonly previous: number;
  /** The sequence and the version of the entry that the changes begin with; both 0 for an entry that is whole itself. */
  readonly whole: { readonly sequence: number; readonly version: number };
  /** The epoch of its publisher; 0 without epochs. */
  readonly epoch: number;
  /** The file of a snapshot, or what differs from that of the version before. */
  readonly body: Uint8Array;
}

/** The number that entries of this format begin with. */
const FORMAT = 20_001;

/** The numbers before a body. */
const NUMBERS = 6;

/** Returns an entry as bytes: six float64 numbers, then the body; sealed, if the model is. */
export function encodeModelEntry(
  { version, previous, whole, epoch, body }: ModelEntry,
  { topic, seal }: ModelNames,
): Uint8Array {
  const bytes = new Uint8Array(NUMBERS * 8 + body.length);
  const view = new DataView(bytes.buffer);
  const numbers = [FORMAT, version, previous, whole.sequence, whole.version, epoch];
  numbers.forEach((value, i) => view.setFloat64(8 * i, value, true));
  bytes.set(body, NUMBERS * 8);
  return seal === undefined ? bytes : new Sealer(topic, 'publisher', epoch, seal).seal(version, bytes);
}

/** Reads an entry, without a copy of its body; `undefined` for bytes that are none. */
export function decodeModelEntry(stored: Uint8Array, { topic, seal }: ModelNames): ModelEntry | undefined {
  const bytes = seal === undefined ? stored : new Opener(topic, seal).open(stored)?.body;
  if (bytes === undefined || bytes.length < NUMBERS * 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const numberAt = (i: number): number => view.getFloat64(8 * i, true);
  if (numberAt(0) !== FORMAT) return undefined;
  const entry = {
    version: numberAt(1),
    previous: numberAt(2),
    whole: { sequence: numberAt(3), version: numberAt(4) },
    epoch: numberAt(5),
    body: bytes.subarray(NUMBERS * 8),
  };
  return isSound(entry) ? entry : undefined;
}

/** True for numbers that a publisher writes: an entry follows from older ones alone. */
function isSound({ version, previous, whole, epoch }: ModelEntry): boolean {
  const counts = [version, previous, whole.sequence, whole.version];
  if (!counts.every(count => Number.isSafeInteger(count) && count >= 0) || !isEpoch(epoch)) return false;
  return version > whole.version && (whole.sequence === 0) === (whole.version === 0);
}

/** Reads the entry of a topic that has a sequence. Throws {@link LogError} with the reason `'trimmed'` if it is not there. */
export async function entryAt(log: Log, topic: string, sequence: number): Promise<LogEntry> {
  const found$ = readPast(log, topic, sequence, { until: 'end', demand: of(1) }).pipe(take(1));
  const entry = await firstValueFrom(found$, { defaultValue: undefined });
  if (entry?.sequence === sequence) return entry;
  throw new LogError(
    'trimmed',
    'publishedModel',
    `${topic} must have an entry with the sequence ${sequence}`,
    entry === undefined ? 'none from there on' : `a next one with ${entry.sequence}`,
    'Keep as many entries of the topic as there are between two whole models.',
  );
}
