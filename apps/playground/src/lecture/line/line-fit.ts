import { type Dataset, fromColumns } from '@thalweg/data';
import { add, constant, input, mean, mul, type Node, parameter, read, square, stack, sub } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import { fillNormal, key } from '@thalweg/tensor';
import { step, type Stepping } from '@thalweg/train';

/** An example: a point in the plane. */
export interface Example {
  readonly x: number;
  readonly y: number;
}

/** The number of examples. */
export const COUNT = 500;

const noise = /* @__PURE__ */ fillNormal(new Float64Array(COUNT), /* @__PURE__ */ key(8));
const xs = /* @__PURE__ */ Float64Array.from({ length: COUNT }, (_, i) => i / 250 - 1);

/** The examples of the lecture in columns: points near the line y = 1.5x − 0.5. */
export const columns = { x: xs, y: xs.map((x, i) => 1.5 * x - 0.5 + 0.4 * noise[i]!) };

/** Returns the examples as a dataset. */
export function examples(): Dataset<Example> {
  return fromColumns(columns);
}

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
