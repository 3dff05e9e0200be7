import type { Resumable } from '../progress.ts';
import { keepTraining } from './keep-training.ts';
import type { Savable, Saved } from './savable.ts';
import { StateError } from './state-error.ts';

/** The state of a run: one value, which nothing that the run does later changes. */
export interface Snapshot {
  /** The version of its form: {@link SNAPSHOT_VERSION} when it was made. */
  readonly version: number;
  readonly parts: Readonly<Record<string, Saved>>;
}

/** What makes up a run, by name: what `train` returns, an `earlyStopping`, or parts of your own. */
export type Parts = Readonly<Record<string, Savable | Resumable>>;

/** The version of the form of a snapshot. */
export const SNAPSHOT_VERSION = 1;

/**
 * The state of a run between two steps: parameters, what the optimizer and layers remember, the step, and where the
 * reading of its dataset stands. Nothing is copied, as registers go on in other buffers; but a runner with a memory of its
 * own hands out copies.
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

/**
 * Puts the state of a run back, all of it or nothing. The next subscription to a dataset goes on after the last step's
 * records; one that is under way reads on where it reads.
 *
 * - **Throws** `StateError` if the snapshot is of other parts, or a register is missing, too many, or of another shape
 *   or dtype, by name
 *
 * @example
 * restore({ learn }, kept);
 */
export function restore(parts: Parts, kept: Snapshot): void {
  if (kept.version !== SNAPSHOT_VERSION)
    throw new StateError(
      'restore',
      `the version must be ${SNAPSHOT_VERSION}`,
      String(kept.version),
      'Read it from a file, which brings older ones up to date.',
    );
  const given = Object.keys(parts).sort();
  const found = Object.keys(kept.parts).sort();
  if (given.join() !== found.join())
    throw new StateError(
      'restore',
      'the parts must be those of the snapshot',
      `${given.join(', ')} for ${found.join(', ')}`,
      'Name the same parts as when it was taken.',
    );
  const puts = given.map(name => savable(name, parts[name]!).prepare(kept.parts[name]!));
  for (const put of puts) put();
}

function savable(name: string, part: Savable | Resumable): Savable {
  return 'progress' in part ? keepTraining(name, part.progress) : part;
}
