import { input, mul, type Node, parameter, square, sub } from '@thalweg/graph';

/** A record that every operator of a run can take: fields for inputs, and what a step tells. */
export interface Example {
  readonly x: number;
  readonly y: number;
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<never, never>>;
}

/** The example with this number. */
export function example(number: number): Example {
  return { x: 1 + (number % 3), y: number - 4, step: number + 1, epoch: 1, loss: 1 + number, metrics: {} };
}

/** A line through the origin that starts with a slope of ½, and its squared error. */
export function line(): { readonly prediction: Node<readonly []>; readonly loss: Node<readonly []> } {
  const [x, y] = [input('x', [], 'float64'), input('y', [], 'float64')];
  const prediction = mul(parameter(0.5, { dtype: 'float64' }), x) as Node<readonly []>;
  return { prediction, loss: square(sub(prediction, y)) as Node<readonly []> };
}

/** What must come of the same items again, where an operator goes on with the state that it has. */
export function continuing<T>(
  oracle: (items: readonly T[]) => readonly unknown[],
): (items: readonly T[]) => readonly unknown[] {
  return items => oracle([...items, ...items]).slice(oracle(items).length);
}
