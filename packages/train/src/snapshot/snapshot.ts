import { optionsOf } from '@thalweg/tensor/engine';
import type { Resumable } from '../progress.ts';
import { keepTraining } from './keep-training.ts';
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
 * step, and the position in the dataset. Tensors are not copied, as registers continue in other buffers; only a runner
 * with a memory of its own returns copies.
 *
 * @example
 * const learn = train(loss, adam());
 * const kept = snapshot({ learn });
 */
export function snapshot(parts: Parts): Snapshot {
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
}

/**
 * Restores the state of a run, all of it or nothing. The next subscription to a dataset continues after the batch of the
 * last step; a subscription under way reads on from its own position.
 *
 * - **Throws** `StateError` if the snapshot is of other parts, or a register is missing, too many, or of another shape
 *   or dtype, by name
 *
 * @example
 * restore({ learn }, kept);
 * restore({ features }, kept, { partial: true }); // leaves the other parts of the snapshot
 */
export function restore(parts: Parts, kept: Snapshot, options?: RestoreOptions): void {
  preparedRestore(parts, kept, options)();
}

/** Checks that a snapshot fits, as `restore` does, and returns a function that restores it. */
export function preparedRestore(parts: Parts, kept: Snapshot, options?: RestoreOptions): () => void {
  const { partial } = optionsOf('restore', options, { partial: false });
  if (kept.version !== SNAPSHOT_VERSION)
    throw new StateError(
      'restore',
      `the version must be ${SNAPSHOT_VERSION}`,
      String(kept.version),
      'Read it from a file: decodeSnapshot migrates older ones.',
    );
  const given = Object.keys(parts).sort();
  const found = Object.keys(kept.parts).sort();
  if (partial ? given.some(name => !found.includes(name)) : given.join() !== found.join())
    throw new StateError(
      'restore',
      partial ? 'the snapshot must have the parts' : 'the parts must be those of the snapshot',
      `${given.join(', ')} for ${found.join(', ')}`,
      'Name the same parts as when it was taken.',
    );
  const puts = given.map(name => savable(name, parts[name]!).prepare(kept.parts[name]!));
  return () => {
    for (const put of puts) put();
  };
}

function savable(name: string, part: Savable | Resumable): Savable {
  return 'progress' in part ? keepTraining(name, part.progress) : part;
}
