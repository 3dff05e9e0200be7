import { add, input, mean, mul, parameter, square, sum, tanh, type Node } from '@thalweg/graph';
import { dense } from '@thalweg/nn';
import { fillUniform, key, tensor, type TensorLike } from '@thalweg/tensor';

/** A model, and the values of a record. */
export interface SizedCircuit {
  readonly loss: Node<readonly []>;
  readonly values: Readonly<Record<string, TensorLike>>;
}

const BATCH = 8;
const WIDTH = 4;
const LENGTH = 8;

/** Circuits by their forms, for about so many nodes from the inputs to the loss. */
export const CIRCUIT_FORMS: Readonly<Record<string, (nodes: number) => SizedCircuit>> = {
  'chain of dense layers': nodes => {
    // A product, a sum, a tanh and two parameters.
    const layers = Math.round(nodes / 5);
    let x: Node<readonly ['batch', number]> = input('x', ['batch', WIDTH]);
    for (let layer = 0; layer < layers; layer++) x = tanh(x.pipe(dense(WIDTH)));
    const values = fillUniform(new Float32Array(BATCH * WIDTH), key(1));
    return { loss: mean(square(x)), values: { x: tensor(values, { shape: [BATCH, WIDTH] }) } };
  },

  'tree of vectors': nodes => {
    const x = input('x', [LENGTH]);
    const weight = (n: number): Node =>
      parameter(tensor(fillUniform(new Float32Array(LENGTH), key(n)), { shape: [LENGTH] }));
    let level = Array.from({ length: nodes >> 2 }, (_, n): Node => tanh(mul(x, weight(n))));
    while (level.length > 1) level = inPairs(level);
    return { loss: mean(square(level[0]!)) as Node<readonly []>, values: { x: vector() } };
  },

  'fan of sums': nodes => {
    const x = input('x', [LENGTH]);
    let total: Node = sum(x);
    for (let arm = 0; arm < nodes / 5; arm++) total = add(total, sum(square(mul(x, parameter(arm / nodes)))));
    return { loss: total as Node<readonly []>, values: { x: vector() } };
  },

  'formula of scalars': nodes => {
    const x = input('x', []);
    const factors = Array.from({ length: 20 }, (_, n) => parameter(0.1 + n / 100));
    const made: Node<readonly []>[] = [x];
    while (made.length < nodes - factors.length) made.push(scalarOf(made, factors));
    return { loss: square(tanh(made.at(-1)!)), values: { x: 0.3 } };
  },
};

/** The sums of pairs of neighbours. */
function inPairs(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node, n) => {
    if (n % 2 === 1) return [];
    const next = nodes[n + 1];
    return [next === undefined ? node : add(node, next)];
  });
}

/** The next scalar of a formula, from the last one and another one before it. */
function scalarOf(made: readonly Node<readonly []>[], factors: readonly Node<readonly []>[]): Node<readonly []> {
  const n = made.length;
  const last = made[n - 1]!;
  if (n % 5 === 0) return tanh(last);
  const other = n % 3 === 0 ? factors[n % factors.length]! : made[Math.max(0, n - 1 - ((n * 7919) % 50))]!;
  return n % 2 === 0 ? mul(last, other) : add(last, other);
}

function vector(): TensorLike {
  return new Float32Array(LENGTH).fill(0.5);
}
