import { atOnce, batch, epochs, fromColumns, shuffle, type Offset } from '@thalweg/data';
import type { Runner } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import { step, type Stepping } from '@thalweg/train';
import { columnsOf } from './point-columns.ts';
import type { pointNetwork } from './point-network.ts';
import type { LabelledPoint } from './points.ts';

/** Options of {@link learnPoints}. */
export interface LearningOptions {
  readonly optimizer: Transform;
  readonly batchSize: number;
  /** Determines the order of the points in each epoch. */
  readonly seed: number;
  readonly runner?: Runner | undefined;
}

/** A training that takes a step on request. */
export interface Learning {
  /** Takes a step with the next batch and the given weight of the penalty. Without points there is nothing to learn. */
  readonly step: (strength: number) => void;
  /** The parameters and the state of the optimizer, for snapshots. */
  readonly descend: Stepping;
  /** The position in the points: that of the next batch. */
  position: Offset;
}

/** Trains a network with batches of points. */
export function learnPoints(
  { objective }: ReturnType<typeof pointNetwork>,
  points: readonly LabelledPoint[],
  { optimizer, batchSize, seed, runner }: LearningOptions,
): Learning {
  const { at, label } = columnsOf(points);
  const records = fromColumns({ at: { data: at.data as Float32Array, shape: [2] }, label: label.data as Int32Array });
  const batches = records.pipe(shuffle({ seed }), batch(batchSize), epochs(Infinity));
  let iterator = batches.open();
  // A page shows that a training diverges.
  const descend = step(objective, optimizer, { runner, whenNotFinite: 'continue' });
  return {
    step(strength) {
      if (points.length > 0) descend({ ...atOnce(iterator.next()), strength });
    },
    descend,
    get position() {
      return iterator.offset;
    },
    set position(position) {
      iterator = batches.open(position);
    },
  };
}
