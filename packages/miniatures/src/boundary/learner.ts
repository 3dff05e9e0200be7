import { constant, mul, read, sigmoid, type Node } from '@thalweg/graph';
import { dense, sigmoidCrossEntropy, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { step } from '@thalweg/train';
import type { LabelledPoint } from './points.ts';

/** A small network that learns to tell two classes apart. */
export interface Learner {
  /** Takes a step on all points, and returns the loss before it. */
  readonly step: () => number;
  /** Returns the probability of class 1 on a grid of the square from −1 to 1, row by row from the top. */
  readonly map: (columns: number, rows: number) => ArrayLike<number>;
  /** Returns the share of the points that are on their side of the boundary. */
  readonly accuracy: () => number;
}

/** The factor of the coordinates: with inputs below 1, first layers are nearly linear and learn slowly. */
const SCALE = 4;

/** Returns a network of two hidden layers with eight units each, with its first weights from a seed. */
export function learnerOf(points: readonly LabelledPoint[], seed: number): Learner {
  const layers = [
    dense(8, { seed }),
    tanh(),
    dense(8, { seed: seed + 1 }),
    tanh(),
    dense(1, { seed: seed + 2 }),
  ] as const;
  const network = (x: Node<readonly [number, 2]>) => mul(x, SCALE).pipe(...layers);
  const logits = network(constant(points.map(({ x, y }) => [x, y] as const)) as Node<readonly [number, 2]>);
  const loss = logits.pipe(sigmoidCrossEntropy(constant(points.map(({ label }) => [label] as const))));
  const learn = step(loss, adam({ learningRate: 0.02 }));
  const grids = new Map<string, Node>();
  return {
    step: () => learn()!.loss,
    map(columns, rows) {
      const size = `${columns}×${rows}`;
      const grid = grids.get(size) ?? sigmoid(network(constant(gridOf(columns, rows)) as Node<readonly [number, 2]>));
      grids.set(size, grid);
      return read(grid).data;
    },
    accuracy() {
      const { data } = read(logits);
      return points.filter(({ label }, i) => data[i]! > 0 === (label === 1)).length / points.length;
    },
  };
}

function gridOf(columns: number, rows: number): (readonly [number, number])[] {
  return Array.from({ length: columns * rows }, (_, i) => [
    (2 * ((i % columns) + 0.5)) / columns - 1,
    1 - (2 * (Math.floor(i / columns) + 0.5)) / rows,
  ]);
}
