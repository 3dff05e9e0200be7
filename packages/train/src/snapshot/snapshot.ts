import { oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import type { Resumable } from '../passes/progress.ts';
import type { Fitting, Resize, SizeChange } from './fitting.ts';
import { keepTraining } from './keep-training.ts';
import type { Resized, RestoreReport } from './restore-report.ts';
import type { Savable, Saved } from './savable.ts';
import { StateError } from './state-error.ts';

/** The state of a run: one value, which the run does not change later. */
export interface Snapshot {
  /** The version of its format: {@link SNAPSHOT_VERSION} when it was taken. */
  readonly version: number;
  readonly parts: Readonly<Record<string, Saved>>;
}

/** The parts of a run, by name: a training such as `train` returns, an `earlyStopping`, or parts of your own. */
export type Parts = Readonly<Record<string, Savable | Resumable>>;

/** The version of the format of a snapshot. */
export const SNAPSHOT_VERSION = 1;

/**
 * Returns the state of a run between two steps: parameters, the states of the optimizer and of layers, the number of the
 * step, and the offset in the dataset. Tensors are not copied, as registers continue in other buffers; only a runner
 * with a memory of its own returns copies.
 *
 * @example
 * const learn = train(loss, adam());
 * const kept = snapshot({ learn });
 */
export function snapshot(parts: Parts): Snapshot {
  if (printed(parts) !== 'Object')
    throw new StateError('snapshot', 'parts must be an object by name', printed(parts), 'Try snapshot({ learn }).');
  return {
    version: SNAPSHOT_VERSION,
    parts: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, savable(name, part).save()])),
  };
}

/** Options of {@link restore}. */
export interface RestoreOptions {
  /**
   * Restores some parts of a snapshot that has more, such as features whose width the model needs, or a model without its history.
   * By default the parts must be those of the snapshot.
   */
  readonly partial?: boolean;
  /**
   * The treatment of what the snapshot lacks: a part, a parameter, the memory of another optimizer, a field, a metric. By default an
   * error; with `'initial'` it stays as it was built.
   */
  readonly missing?: 'error' | 'initial';
  /** The treatment of what the snapshot has and nothing uses any more: by default an error; with `'drop'` it is left out. */
  readonly extra?: 'error' | 'drop';
  /**
   * The treatment of what has another size, such as a parameter, a window or a capacity: by default an error. With `'lossless'` it
   * is fitted where nothing is lost, as by padding; with `'lossy'` what does not fit is dropped too, and the report says what.
   */
  readonly resize?: Resize;
}

/**
 * Restores the state of a run, all of it or nothing, and returns a report of it by name. The next subscription to a dataset
 * continues after the batch of the last step; a subscription under way reads on from its own offset.
 *
 * By default the state must fit exactly. Options allow a model, features, metrics and an optimizer that have changed since: what
 * both have is restored to the last bit. What the snapshot lacks keeps the values it has, so restore into parts that were
 * just built.
 *
 * - **Throws** `StateError` if the snapshot is of other parts, or a register is missing, too many, or of another shape
 *   or dtype, by name, unless the options allow it; also if nothing of the snapshot fits
 *
 * @example
 * restore({ learn }, kept);
 * restore({ features }, kept, { partial: true }); // leaves the other parts of the snapshot
 * console.log(String(restore({ learn }, kept, { missing: 'initial', extra: 'drop' })));
 */
export function restore(parts: Parts, kept: Snapshot, options?: RestoreOptions): RestoreReport {
  return preparedRestore(parts, kept, options)();
}

/** Checks that a snapshot fits, as `restore` does, and returns a function that restores it. */
export function preparedRestore(parts: Parts, kept: Snapshot, options?: RestoreOptions): () => RestoreReport {
  const { partial, ...allowed } = optionsOf('restore', options, {
    partial: false,
    missing: 'error',
    extra: 'error',
    resize: 'error',
  });
  oneOf('restore: missing', allowed.missing, ['error', 'initial']);
  oneOf('restore: extra', allowed.extra, ['error', 'drop']);
  oneOf('restore: resize', allowed.resize, ['error', 'lossless', 'lossy']);
  checkVersion(kept);
  const fitting = new NotedFitting(allowed);
  const { notes } = fitting;
  const puts = fittingParts(parts, kept, partial, fitting).map(name => {
    const before = countOf(notes);
    const put = savable(name, parts[name]!).prepare(kept.parts[name]!, fitting.within(name));
    if (countOf(notes) === before) fitting.restored(name);
    return put;
  });
  if (notes.restored.length + notes.resized.length === 0 && countOf(notes) > 0)
    throw new StateError(
      'restore',
      'something of the snapshot must fit',
      `a snapshot of ${Object.keys(kept.parts).join(', ')}`,
      'Is it of another model? The names must be the same.',
    );
  return () => {
    for (const put of puts) put();
    return notes;
  };
}

function checkVersion(kept: Snapshot): void {
  if (printed(kept) !== 'Object')
    throw new StateError(
      'restore',
      'the second argument must be a snapshot',
      printed(kept),
      'Take it by snapshot(…), or read it by decodeSnapshot.',
    );
  const { version } = kept;
  if (version === SNAPSHOT_VERSION) return;
  throw new StateError(
    'restore',
    `the version must be ${SNAPSHOT_VERSION}`,
    String(version),
    'Read it from a file: decodeSnapshot migrates older ones.',
  );
}

/** Returns the names of the parts that are in the snapshot. */
function fittingParts(parts: Parts, kept: Snapshot, partial: boolean, fitting: NotedFitting): string[] {
  const given = Object.keys(parts).sort();
  const found = Object.keys(kept.parts).sort();
  const refusal = (): StateError =>
    new StateError(
      'restore',
      partial ? 'the snapshot must have the parts' : 'the parts must be those of the snapshot',
      `${given.join(', ')} for ${found.join(', ')}`,
      "Name the same parts as when it was taken, or restore with { missing: 'initial', extra: 'drop' }.",
    );
  if (!partial) for (const name of found) if (!given.includes(name)) fitting.dropped(name, refusal);
  return given.filter(name => {
    if (found.includes(name)) return true;
    fitting.initialized(name, refusal);
    return false;
  });
}

function countOf({ restored, initialized, dropped, resized }: Notes): number {
  return restored.length + initialized.length + dropped.length + resized.length;
}

function savable(name: string, part: Savable | Resumable): Savable {
  if ('progress' in Object(part)) return keepTraining(name, (part as Resumable).progress);
  if (typeof (part as Savable | undefined)?.save === 'function') return part as Savable;
  throw new StateError(
    'snapshot',
    `the part '${name}' must be a training or have a state`,
    printed(part),
    'Give what train or learn returns: snapshot({ learn }).',
  );
}

/** The differences that a restore allows. */
interface Allowed {
  readonly missing: 'error' | 'initial';
  readonly extra: 'error' | 'drop';
  readonly resize: Resize;
}

/** The notes of a restore, which become its report. */
class Notes implements RestoreReport {
  readonly restored: string[] = [];
  readonly initialized: string[] = [];
  readonly dropped: string[] = [];
  readonly resized: Resized[] = [];

  toString(): string {
    const sizes = this.resized.map(
      ({ name, from, to, lost }) => `${name} from ${from} to ${to}${lost === undefined ? '' : ` without ${lost}`}`,
    );
    const { restored, initialized, dropped } = this;
    return Object.entries({ restored, initialized, dropped, resized: sizes })
      .filter(([, names]) => names.length > 0)
      .map(([kind, names]) => `${kind} (${names.length}): ${names.join(', ')}`)
      .join('\n');
  }
}

const NOTHING_ALLOWED: Allowed = { missing: 'error', extra: 'error', resize: 'error' };

/** Notes what parts report, under names that begin with a prefix. By default it allows no difference. */
class NotedFitting implements Fitting {
  readonly notes: Notes;
  readonly #allowed: Allowed;
  readonly #prefix: string;

  constructor(allowed: Allowed = NOTHING_ALLOWED, notes: Notes = new Notes(), prefix = '') {
    this.#allowed = allowed;
    this.notes = notes;
    this.#prefix = prefix;
  }

  get resize(): Resize {
    return this.#allowed.resize;
  }

  restored(name: string): void {
    this.notes.restored.push(this.#prefix + name);
  }

  initialized(name: string, refusal: () => StateError): void {
    if (this.#allowed.missing === 'error') throw refusal();
    this.notes.initialized.push(this.#prefix + name);
  }

  dropped(name: string, refusal: () => StateError): void {
    if (this.#allowed.extra === 'error') throw refusal();
    this.notes.dropped.push(this.#prefix + name);
  }

  resized(name: string, change: SizeChange, refusal: () => StateError): void {
    if (this.resize === 'error' || (this.resize === 'lossless' && change.lost !== undefined)) throw refusal();
    this.notes.resized.push({ name: this.#prefix + name, ...change });
  }

  within(part: string): NotedFitting {
    return new NotedFitting(this.#allowed, this.notes, `${this.#prefix}${part}/`);
  }
}
