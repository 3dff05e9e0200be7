import { argmax, cast, equal, mean, stack, type Node, type Runner } from '@thalweg/graph';
import { predictor } from '@thalweg/train';
import { columnsOf } from './point-columns.ts';
import type { pointNetwork } from './point-network.ts';
import type { LabelledPoint } from './points.ts';

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
