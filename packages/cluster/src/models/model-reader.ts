import { LogError, type Log } from '@thalweg/log';
import { readPast } from '@thalweg/log/engine';
import type { Snapshot } from '@thalweg/train';
import { lastValueFrom, reduce, takeWhile } from 'rxjs';
import { withChanges } from './changed-bytes.ts';
import { decodeModelEntry, type ModelEntry } from './model-entry.ts';
import type { ModelKey } from './model-key.ts';
import type { ModelNames } from './model-names.ts';
import { decodeInTurns, fileChecksum } from './snapshot-files.ts';

/** One version of a model. */
export interface PublishedModel {
  readonly version: number;
  readonly snapshot: Snapshot;
  /** The time at which the log received it, in milliseconds since 1970 by the clock of the log. */
  readonly time: number;
  /** The epoch of its publisher; 0 without epochs. */
  readonly epoch: number;
}

/** The times that a version is read, in case it was damaged on the way. */
const TRIES = 3;

interface ReceivedEntry extends ModelEntry {
  readonly time: number;
}

/** Entries by their sequences. */
type Received = ReadonlyMap<number, ReceivedEntry>;

/** The file of a version, to which the changes of the next one are applied. */
interface Base {
  readonly sequence: number;
  readonly file: Uint8Array;
}

/** Reads versions of a model. It keeps the file of the last one, so that the next one needs only what changed. */
export class ModelReader {
  readonly #log: Log;
  readonly #names: ModelNames;
  #base: Base | undefined;

  constructor(log: Log, names: ModelNames) {
    this.#log = log;
    this.#names = names;
  }

  /**
   * Returns a version. Rejects with `LogError` if it is damaged or no longer kept, or the log fails; with `StateError` if a
   * newer release wrote it.
   */
  async read(key: ModelKey): Promise<PublishedModel> {
    for (let tried = 0; tried < TRIES; tried++) {
      const read = await this.#try(key, tried === 0 ? this.#baseOf(key) : undefined);
      if (read !== undefined) return read;
    }
    throw new LogError(
      'damaged',
      'publishedModel',
      `version ${key.version} must be as it was published`,
      `${TRIES} times a damaged one`,
      'The next whole version can be read again.',
    );
  }

  async #try(key: ModelKey, base: Base | undefined): Promise<PublishedModel | undefined> {
    const received = await this.#entries(base === undefined ? key.whole : base.sequence + 1, key.sequence);
    const file = fileOf(key, received, base);
    if (file === undefined || (key.checksum !== '' && fileChecksum(file) !== key.checksum)) return undefined;
    const snapshot = await decodeInTurns(file);
    if (snapshot === undefined) return undefined;
    this.#base = { sequence: key.sequence, file };
    return { version: key.version, snapshot, time: received.get(key.sequence)!.time, epoch: key.epoch };
  }

  /** Returns the file that is kept, if the changes of a version begin at it or before. */
  #baseOf({ whole, sequence }: ModelKey): Base | undefined {
    const base = this.#base;
    return base !== undefined && base.sequence >= whole && base.sequence < sequence ? base : undefined;
  }

  #entries(from: number, to: number): Promise<Received> {
    const entries$ = readPast(this.#log, this.#names.topic, from, { until: 'end' }).pipe(
      takeWhile(({ sequence }) => sequence <= to),
      reduce((received, { sequence, time, bytes }) => {
        const entry = decodeModelEntry(bytes, this.#names);
        return entry === undefined ? received : received.set(sequence, { ...entry, time });
      }, new Map<number, ReceivedEntry>()),
    );
    return lastValueFrom(entries$);
  }
}

/** Puts a file together from entries, or from a base and the entries after it; `undefined` if one is damaged or missing. */
function fileOf({ sequence: last }: ModelKey, received: Received, base: Base | undefined): Uint8Array | undefined {
  const changes: Uint8Array[] = [];
  let file: Uint8Array | undefined;
  for (let sequence = last; file === undefined;) {
    if (sequence === base?.sequence) file = base.file;
    else {
      const entry = received.get(sequence);
      if (entry === undefined) return undefined;
      // Nothing is read before a whole one, wherever a forged key has made its publisher look.
      if (entry.whole.sequence === 0) {
        file = entry.body;
        break;
      }
      if (entry.previous >= sequence) return undefined;
      changes.push(entry.body);
      sequence = entry.previous;
    }
  }
  for (const body of changes.reverse()) {
    file = withChanges(file, body);
    if (file === undefined) return undefined;
  }
  return file;
}
