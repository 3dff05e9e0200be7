import { atOnce, batch, epochs, fromColumns, type Offset, shuffle } from '@thalweg/data';
import { argmax, cast, equal, mean, type Node, type Runner, stack } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import { predictor, step, type Stepping } from '@thalweg/train';
import type { pointNetwork } from './point-network.ts';
import { columnsOf, type LabelledPoint } from './points.ts';

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

/** The mean loss of points, without a penalty, and the share of them whose class is predicted. */
export interface Measurement {
  readonly loss: number;
  readonly accuracy: number;
}

/** Returns a function that measures the network as it is on the given points; none if there are no points. */
export function measurePoints(
  { logits, label, loss }: ReturnType<typeof pointNetwork>,
  points: readonly LabelledPoint[],
  runner?: Runner,
): () => Measurement | undefined {
  const isRight = equal(argmax(logits as Node, 1), label as Node);
  const measured = predictor(stack([loss, mean(cast(isRight as Node, 'float32'))] as Node[]) as Node<readonly [2]>, {
    runner,
  });
  const columns = columnsOf(points);
  return () => {
    if (points.length === 0) return undefined;
    const [lossNow, accuracy] = measured(columns).data;
    return { loss: lossNow!, accuracy: accuracy! };
  };
}
