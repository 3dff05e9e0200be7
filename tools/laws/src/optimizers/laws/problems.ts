import { add, constant, matmul, mean, mul, parameter, square, sub, sum, tanh, type Node } from '@thalweg/graph';
import * as surfaces from '@thalweg/miniatures/surfaces';
import { tensor, type Nested, type Sizes, type TensorLike } from '@thalweg/tensor';
import type { Precision, Problem } from './optimizer-row.ts';

/** ½(x² + 20y²): steep across, flat along. */
export function ravine(precision: Precision, x?: number, y?: number): Problem {
  return on(surfaces.ravine({ condition: 20 }), precision, x, y);
}

/** (1 − x)² + 100(y − x²)², Rosenbrock’s curved valley with its least at (1, 1). */
export function valley(precision: Precision, x?: number, y?: number): Problem {
  return on(surfaces.rosenbrock, precision, x, y);
}

/** A point on a surface. */
function on({ loss, start }: surfaces.Surface, precision: Precision, x = start[0], y = start[1]): Problem {
  return problem({ x, y }, precision, ({ x, y }) => loss(x!, y!));
}

/** Where the matrix surface has its least. */
export const leastMatrix: readonly (readonly number[])[] = [[1, -2, 0.5], [0, 1.5, -1], [-0.5, 0, 2], [1, 1, -1.5]]; // prettier-ignore

/** ½‖A·W·B − C‖², with C = A·W*·B for the W* to be found. */
export function matrixSurface(precision: Precision): Problem {
  const fixed = (value: Nested): Node => constant(value as number[][], { dtype: precision }) as Node;
  const a = fixed([[1, 0.25, 0, 0], [0, 1, 0.25, 0], [0, 0, 1, 0.25], [0.25, 0, 0, 1]]); // prettier-ignore
  const b = fixed([[1, 0.5, 0], [0, 1, -0.25], [0.25, 0, 1]]); // prettier-ignore
  const through = (w: Node): Node => matmul(matmul(a, w), b);
  const c = through(fixed(leastMatrix as Nested));
  const w = [[0.5, 0, -1], [-1, 0.5, 1], [0, 1, 0.5], [-0.5, 0, 1]]; // prettier-ignore
  return problem({ w }, precision, ({ w }) => mul(0.5, sum(square(sub(through(w!), c)))));
}

/** x² alone, or beside a parameter without elements. */
export function besideNothing(precision: Precision, empty?: Sizes): Problem {
  const others = empty && { empty: tensor([], { shape: empty, dtype: precision }) };
  return problem({ x: 1.5, ...others }, precision, ({ x, empty }) =>
    add(square(x!), empty === undefined ? 0 : sum(square(empty))),
  );
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

/** Where two matrices start, what stands before and behind their product, and what should come out. */
export interface Factors {
  readonly start: Readonly<Record<string, Nested>>;
  readonly left: Nested;
  readonly right: Nested;
  readonly target: Nested;
}

/** ½‖left·wide·tall·right − target‖². */
export function factors(precision: Precision, { start, left, right, target }: Factors): Problem {
  const [before, behind, to] = [left, right, target].map(
    value => constant(value as number[][], { dtype: precision }) as Node,
  );
  return problem(start, precision, ({ wide, tall }) => {
    const product = matmul(matmul(matmul(before!, wide!), tall!), behind!);
    return mul(0.5, sum(square(sub(product, to!))));
  });
}

function problem(
  start: Readonly<Record<string, TensorLike>>,
  dtype: Precision,
  loss: (nodes: Readonly<Record<string, Node>>) => Node,
): Problem {
  const parameters = Object.fromEntries(
    Object.entries(start).map(([name, value]) => [name, parameter(value as number[], { name, dtype })]),
  );
  return { parameters, loss: loss(parameters as Record<string, Node>) as Node<readonly []> };
}
