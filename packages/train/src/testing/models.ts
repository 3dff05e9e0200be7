import { fromColumns, type Dataset } from '@thalweg/data';
import {
  input,
  mul,
  parameter,
  parametersOf,
  square,
  sub,
  type Input,
  type Node,
  type Parameter,
} from '@thalweg/graph';
import { dense, softmaxCrossEntropy, tanh } from '@thalweg/nn';

/** A network that tells two classes of points apart. */
export interface Classifier {
  readonly x: Input<readonly ['batch', 3]>;
  readonly logits: Node<readonly ['batch', 2]>;
  readonly label: Input<readonly ['batch']>;
  readonly loss: Node<readonly []>;
  readonly parameters: readonly Parameter[];
}

/** Built again, it starts the same. */
export function classifier(units = 5): Classifier {
  const x = input('x', ['batch', 3]);
  const label = input('label', ['batch'], 'int32');
  const logits = x.pipe(dense(units), tanh(), dense(2));
  const loss = logits.pipe(softmaxCrossEntropy(label));
  return { x, label, logits, loss, parameters: parametersOf(loss as Node) };
}

/** Points of two classes. */
export function points(count: number): Dataset<{ x: Float32Array; label: number }> {
  const x = Float32Array.from({ length: 3 * count }, (_, i) => Math.sin(12.9898 * (i + 1)));
  const label = Int32Array.from({ length: count }, (_, i) => (x[3 * i]! + x[3 * i + 1]! > 0 ? 1 : 0));
  return fromColumns({ x: { data: x, shape: [3] }, label }) as Dataset<{ x: Float32Array; label: number }>;
}

/** One weight: the loss is (w·x − y)², x and y scalars of each record. */
export interface Line {
  readonly w: Parameter<readonly []>;
  readonly x: Input<readonly []>;
  readonly y: Input<readonly []>;
  readonly prediction: Node<readonly []>;
  readonly loss: Node<readonly []>;
}

/** A line through the origin, at first flat. */
export function line(): Line {
  const w = parameter(0, { dtype: 'float64', name: 'w' }) as unknown as Parameter<readonly []>;
  const [x, y] = [input('x', [], 'float64'), input('y', [], 'float64')];
  const prediction = mul(w, x) as Node<readonly []>;
  return { w, x, y, prediction, loss: square(sub(prediction, y)) as Node<readonly []> };
}
