import { fromColumns, shard } from '@thalweg/data';
import { input, relu } from '@thalweg/graph';
import { accuracy } from '@thalweg/metrics';
import { dense, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillUniform, key } from '@thalweg/tensor';
import { measure } from '@thalweg/train';
import type { ClusterSettings } from '../../tasks/settings.ts';
import type { Task } from '../../tasks/task.ts';

const RECORDS = 64;

/** A task that takes no time: on which side of a line points of the plane lie. */
export function tinyTask(): Task {
  const [x, side] = [input('x', ['batch', 2]), input('side', ['batch'], 'int32')];
  const logits = x.pipe(dense(4, { seed: 1 }), relu, dense(2, { seed: 1 }));
  const points = fillUniform(new Float32Array(2 * RECORDS), key(1));
  const sides = new Int32Array(RECORDS).map((_, i) => (points[2 * i]! > points[2 * i + 1]! ? 1 : 0));
  const records = fromColumns({ x: { data: points, shape: [2] }, side: sides });
  return {
    loss: logits.pipe(softmaxCrossEntropy(side)),
    optimizer: () => adam({ learningRate: 0.01 }),
    training: async ({ index, count }) => records.pipe(shard(index, count)),
    test: async () => records,
    quality: { name: 'accuracy', of: logits.pipe(measure(accuracy(), side)) },
  };
}

/** The settings of a cluster to which faults happen: few small rounds. */
export const tinySettings: ClusterSettings = {
  task: 'digits',
  workers: 2,
  every: 3,
  steps: 24,
  outer: 'nesterov',
  compress: 'none',
  seed: 1,
};
