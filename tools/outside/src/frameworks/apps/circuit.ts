import { fromIterable } from '@thalweg/data';
import { add, input, mul, parameter, read, square, sub, type Input, type Node, type Parameter } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { train, type StepRecord } from '@thalweg/train';
import type { Observable } from 'rxjs';

/** A circuit with a diamond, `f = x² + 3x`, at `x = 2`. */
export interface Diamond {
  readonly x: Input<readonly []>;
  readonly f: Node<readonly []>;
  /** Returns the number of slots that the live frame holds for subscribers. */
  readonly slots: () => number;
}

export function diamond(): Diamond {
  const x = input('x', []);
  const f = add(square(x), mul(x, 3));
  x.set(2);
  return { x, f, slots: () => f.circuit!.live.size };
}

/** A mean that learns: each record moves it by a thousandth of the difference. */
export interface Mean {
  readonly mean: Parameter<readonly []>;
  readonly steps: (running$: Observable<boolean>) => Observable<StepRecord>;
  /** The mean after all records, each learned once. */
  readonly expected: () => number;
  readonly value: () => number;
}

export function meanOf(count: number): Mean {
  const [x, mean] = [input('x', []), parameter(0)];
  const records = Array.from({ length: count }, (_, i) => ({ x: 1 + (i % 7) }));
  const learn = (running: Observable<boolean>) =>
    train(square(sub(x, mean)), sgd({ learningRate: 0.0005 }), { running, sliceMs: 4 });
  const expected = (): number => {
    let value = Math.fround(0);
    for (const record of records) value = Math.fround(value + Math.fround(0.001) * (record.x - value));
    return value;
  };
  return {
    mean,
    steps: running => fromIterable(records).pipe(learn(running)),
    expected,
    value: () => read(mean).item(),
  };
}

/** Resolves when a condition holds, which is asked in each turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setTimeout(resolve));
}

/** Resolves after the next frame was painted. */
export const painted = (): Promise<void> => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));

/** An element in the page. */
export function place(): HTMLElement {
  return document.body.appendChild(document.createElement('main'));
}
