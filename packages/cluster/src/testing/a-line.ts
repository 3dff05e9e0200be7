import { fromColumns, epochs } from '@thalweg/data';
import { input, mul, parameter, square, sub, type Node, type Parameter } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { modelState, train, type Parts, type StepRecord } from '@thalweg/train';
import type { Observable } from 'rxjs';

/** A line through the origin, y = slope·x, that learns y = 3x in so many steps. */
export interface Line {
  readonly slope: Parameter<readonly []>;
  readonly prediction: Node<readonly []>;
  readonly loss: Node<readonly []>;
  readonly steps$: Observable<StepRecord>;
  readonly parts: Parts;
}

/** Builds the line. Built again, it has the same names. */
export function aLine(steps: number): Line {
  const slope = parameter(0, { name: 'slope' }) as unknown as Parameter<readonly []>;
  const [x, y] = [input('x', []), input('y', [])];
  const prediction = mul(slope, x) as Node<readonly []>;
  const loss = square(sub(prediction, y)) as Node<readonly []>;
  const points = fromColumns({ x: [1, 2], y: [3, 6] });
  const steps$ = points.pipe(epochs(Math.max(steps / 2, 1)), train(loss, sgd({ learningRate: 0.05 })));
  return { slope, prediction, loss, steps$, parts: { model: modelState(prediction) } };
}
