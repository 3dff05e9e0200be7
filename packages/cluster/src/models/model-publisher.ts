import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { type AppendOptions, type Log, LogError } from '@thalweg/log';
import { deposed, LARGEST_EPOCH, same } from '@thalweg/log/engine';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { type Parts, snapshot, type Snapshot } from '@thalweg/train';
import { changedBytes } from './changed-bytes.ts';
import { encodeModelEntry, entryAt, type ModelEntry } from './model-entry.ts';
import { encodeModelKey, type ModelKey, noModel, presentKey, versionAfter, type VersionedKey } from './model-key.ts';
import { modelNames, type ModelNames, type SealedModelOptions } from './model-names.ts';
import type { Publication } from './publication.ts';
import { encodeInTurns, fileChecksum } from './snapshot-files.ts';

/** Options of {@link modelPublisher}. */
export interface ModelPublisherOptions extends SealedModelOptions {
  /** The number of versions from one whole model to the next, 20 by default. A new reader reads at most so many entries. */
  readonly wholeEvery?: number | undefined;
  /**
   * The number of the reign that the publisher belongs to. A publisher with a smaller one than that of the newest version
   * is refused. Without it, a publisher takes part in whatever reign there is.
   */
  readonly epoch?: number | undefined;
  /** Reads each version back before it becomes the newest one, and appends it again if it was damaged; false by default. */
  readonly verify?: boolean | undefined;
}

/** A publisher, which {@link modelPublisher} returns. */
export interface ModelPublisher {
  /**
   * Publishes the present state of a model. Publications of one publisher follow each other in the order of the calls.
   *
   * - **Rejects** with `LogError`: `'deposed'` if a larger epoch has published; `'unavailable'` if the log cannot be
   *   reached, and it is not known whether the version was published; `'damaged'` if the key is, or if what was read back
   *   was so again and again. Publishing it again is safe
   */
  publish(model: Parts | Snapshot): Promise<Publication>;
}

/**
 * Returns a publisher of the versions of a model, over a log. Each version is an entry of the topic `NAME.models`: the file
 * of a snapshot, or what differs from that of the version before, where this is less than half. Then a compare and set of
 * the key `NAME.model` makes it the newest one. So readers see it whole or not at all, and of two publishers at the same
 * time one comes first.
 *
 * - **Throws** `LogError` for a name that is none, and for options out of range
 *
 * @example
 * const publisher = modelPublisher(memoryLog(), 'spam');
 * const w = parameter(3);
 * (await publisher.publish({ model: modelState(w) })).version // => 1
 */
export function modelPublisher(log: Log, name: string, options?: ModelPublisherOptions): ModelPublisher {
  const { wholeEvery, epoch, verify, seal } = optionsOf('modelPublisher', options, {
    wholeEvery: 20,
    epoch: undefined,
    verify: false,
    seal: undefined,
  });
  checkWhole('wholeEvery', wholeEvery, 1);
  if (epoch !== undefined) checkWhole('epoch', epoch, 0, LARGEST_EPOCH);
  return new Publisher(log, modelNames('modelPublisher', name, seal), { wholeEvery, epoch, verify });
}

function checkWhole(option: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  const requirement = `${option} must be a whole number of at least ${least}${most === LARGEST_EPOCH ? ', at most 2⁴⁸' : ''}`;
  throw new LogError('invalid', 'modelPublisher', requirement, printed(value), 'Leave it out for the default.');
}

interface Settings {
  readonly wholeEvery: number;
  readonly epoch: number | undefined;
  readonly verify: boolean;
}

/** The newest version, as a publisher knows it. */
interface Known extends VersionedKey {
  /** Its file and the version of its whole one, if this publisher wrote it. */
  readonly own?: { readonly file: Uint8Array; readonly wholeVersion: number };
}

class Publisher implements ModelPublisher {
  readonly #log: Log;
  readonly #names: ModelNames;
  readonly #options: Settings;
  #known: Known | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(log: Log, names: ModelNames, options: Settings) {
    this.#log = log;
    this.#names = names;
    this.#options = options;
  }

  publish(model: Parts | Snapshot): Promise<Publication> {
    const taken = isSnapshot(model) ? model : snapshot(model);
    const publication = this.#last.then(() => this.#publish(taken));
    this.#last = publication.catch(() => {});
    return publication;
  }

  async #publish(taken: Snapshot): Promise<Publication> {
    const file = await encodeInTurns(taken);
    let known = this.#known ?? (await this.#open());
    // Whatever fails from here on, the next publication asks the log what there is.
    this.#known = undefined;
    const checksum = fileChecksum(file);
    if (checksum === known.model.checksum) {
      const present = await presentKey(this.#log, this.#names, 0, known.model);
      if (present.at !== known.at) known = present;
    }
    const { epoch = known.model.epoch } = this.#options;
    if (epoch < known.model.epoch) throw deposed(this.#names.topic, epoch, known.model.epoch);
    if (checksum === known.model.checksum && epoch === known.model.epoch) return this.#outcome('unchanged', known, 0);
    const entry = this.#entryOf(file, known, epoch);
    const bytes = encodeModelEntry(entry, this.#names);
    const sequence = await this.#append(
      bytes,
      entryId(this.#names.topic, entry.version, entry.previous, epoch, bytes.length, checksum),
      epoch,
    );
    const model: ModelKey = {
      version: entry.version,
      sequence,
      whole: entry.whole.sequence || sequence,
      epoch,
      checksum,
    };
    const at = await this.#log.swap(this.#names.key, known.at, encodeModelKey(model, this.#names));
    const wholeVersion = entry.whole.version || entry.version;
    if (at !== undefined) return this.#outcome('published', { at, model, own: { file, wholeVersion } }, bytes.length);
    return this.#outcome('superseded', await presentKey(this.#log, this.#names, known.at, known.model), bytes.length);
  }

  /** Returns what there is, after it wrote the key if nobody had. */
  async #open(): Promise<Known> {
    const at = await this.#log.swap(this.#names.key, 0, encodeModelKey(noModel, this.#names));
    return at === undefined ? presentKey(this.#log, this.#names) : { at, model: noModel };
  }

  #append(bytes: Uint8Array, id: string, epoch: number): Promise<number> {
    // The log cannot tell whose epochs are sealed with the key.
    const isFenced = this.#options.epoch !== undefined && this.#names.seal === undefined;
    const options = { id, epoch: isFenced ? epoch : undefined };
    return this.#options.verify
      ? appendVerified(this.#log, this.#names.topic, bytes, options)
      : this.#log.append(this.#names.topic, bytes, options);
  }

  #entryOf(file: Uint8Array, { model, own }: Known, epoch: number): ModelEntry {
    const [version, previous] = [versionAfter(model.version), model.sequence];
    const whole = { version, previous, whole: { sequence: 0, version: 0 }, epoch, body: file };
    if (own === undefined || version - own.wholeVersion >= this.#options.wholeEvery) return whole;
    const changes = changedBytes(own.file, file, Math.floor(file.length / 2));
    return changes === undefined
      ? whole
      : { ...whole, whole: { sequence: model.whole, version: own.wholeVersion }, body: changes };
  }

  #outcome(outcome: Publication['outcome'], known: Known, bytes: number): Publication {
    this.#known = known;
    const { version, sequence, whole } = known.model;
    return { outcome, version, sequence, bytes, whole: whole === sequence };
  }
}

function isSnapshot(model: Parts | Snapshot): model is Snapshot {
  return typeof model.version === 'number';
}

/** The times that an entry is appended. */
const TRIES = 5;

/** Appends an entry and reads it back, again and again until what is stored is what was written. Returns its sequence. */
async function appendVerified(
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

/** Returns a name for an entry that says all that it depends on, so that the same entry gets the same one. */
function entryId(...parts: readonly (string | number)[]): string {
  return bytesToHex(sha256(utf8ToBytes(parts.join('/'))));
}
