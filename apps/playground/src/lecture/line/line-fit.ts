import { add, constant, input, mean, mul, parameter, read, square, stack, sub, type Node } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import { step, type Stepping } from '@thalweg/train';
import { columns } from './examples.ts';

/** A line with its loss over all examples. */
export interface Line {
  readonly slope: number;
  readonly offset: number;
  /** J: the mean squared error. */
  readonly loss: number;
}

/** A descent that fits a line to examples. */
export interface LineFit {
  /** Takes a step with the examples of one batch. */
  readonly learn: Stepping;
  /** Returns the line as it is now. */
  readonly line: () => Line;
}

/** Fits the line y = w·x + b, from w = b = 0, by the mean squared error of each batch. */
export function fitLine(optimizer: Transform): LineFit {
  const w = parameter(0, { dtype: 'float64' });
  const b = parameter(0, { dtype: 'float64' });
  const lossOf = (x: Node, y: Node) => mean(square(sub(add(mul(w, x), b), y))) as Node<readonly []>;
  const batchLoss = lossOf(input('x', ['batch'], 'float64'), input('y', ['batch'], 'float64'));
  const all = lossOf(constant(columns.x, { dtype: 'float64' }), constant(columns.y, { dtype: 'float64' }));
  const now = stack([w, b, all]);
  return {
    learn: step(batchLoss, optimizer),
    line() {
      const [slope, offset, loss] = read(now).toArray() as [number, number, number];
      return { slope, offset, loss };
    },
  };
}
