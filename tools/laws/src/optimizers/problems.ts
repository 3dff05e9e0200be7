import { add, constant, matmul, mean, mul, parameter, square, sub, tanh, type Node } from '@thalweg/graph';
import type { Nested } from '@thalweg/tensor';
import type { Precision, Problem } from './optimizer-row.ts';

/** ½(x² + 20y²): steep across, flat along. */
export function ravine(precision: Precision, x = -3, y = 1.5): Problem {
  return problem({ x, y }, precision, ({ x, y }) => mul(0.5, add(square(x!), mul(20, square(y!)))));
}

/**
 * (1 − x)² + 100(y − x²)², a curved valley with its least at (1, 1).
 *
 * Rosenbrock, "An Automatic Method for Finding the Greatest or Least Value of a Function", 1960.
 */
export function valley(precision: Precision, x = -1.2, y = 1): Problem {
  return problem({ x, y }, precision, ({ x, y }) => add(square(sub(1, x!)), mul(100, square(sub(y!, square(x!))))));
}

/** The starting weights of a network, and what it should make of what. */
export interface Network {
  readonly start: Readonly<Record<string, Nested>>;
  readonly input: Nested;
  readonly target: Nested;
}

const small: Network = {
  start: { w1: [[0.5, -0.25, 1], [0.75, 0.5, -1]], b1: [0, 0.125, -0.125], w2: [[1], [-0.5], [0.25]], b2: [0] },
  input: [[1, 0], [0, 1], [-1, 0.5], [0.5, -1]],
  target: [[0.5], [-0.5], [1], [0]],
}; // prettier-ignore

/** The mean squared error of a network with one hidden layer. */
export function network(precision: Precision, { start, input, target }: Network = small): Problem {
  const [from, to] = [input, target].map(value => constant(value as number[][], { dtype: precision }) as Node);
  return problem(start, precision, ({ w1, b1, w2, b2 }) => {
    const hidden = tanh(add(matmul(from!, w1!), b1!));
    return mean(square(sub(add(matmul(hidden, w2!), b2!), to!)));
  });
}

function problem(
  start: Readonly<Record<string, Nested>>,
  dtype: Precision,
  loss: (nodes: Readonly<Record<string, Node>>) => Node,
): Problem {
  const parameters = Object.fromEntries(
    Object.entries(start).map(([name, value]) => [name, parameter(value as number[], { name, dtype })]),
  );
  return { parameters, loss: loss(parameters as Record<string, Node>) as Node<readonly []> };
}
