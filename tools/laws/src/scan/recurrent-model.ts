import { add, checkpointed, fillLike, gather, input, matmul, mul, parameter, scan, sigmoid, square, sub, sum, tanh, type Node } from '@thalweg/graph'; // prettier-ignore
import { dropout } from '@thalweg/nn';
import { tensor, type Sizes, type Tensor } from '@thalweg/tensor';

/** Numbers between −1 and 1 that follow from a seed. */
export function wave(shape: Sizes, seed = 1): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const data = Float32Array.from({ length: size }, (_, i) => (((i + 31 * seed) * 0.6180339887498949) % 1) * 2 - 1);
  return tensor(data, { shape });
}

/** The sizes and options of a recurrent model. */
export interface RecurrentOptions {
  readonly units?: number;
  readonly features?: number;
  /** The share of the carry that is dropped in training. */
  readonly rate?: number;
  readonly isCheckpointed?: boolean;
  readonly isMasked?: boolean;
  /** Without lookups and sums over time outside of the scan, whose code has the length in it. */
  readonly isPlain?: boolean;
}

/** A recurrent model. */
export interface RecurrentModel {
  readonly loss: Node<readonly []>;
  readonly carry: Node;
  readonly output: Node;
}

/**
 * A gated recurrent unit over named axes, and a loss of all its outputs; it looks a bias up for each step by a number. Its
 * inputs are `x`, `at`, and, if it is masked, `mask`.
 */
export function recurrentModel({
  units = 5,
  features = 3,
  rate = 0,
  isCheckpointed = false,
  isMasked = false,
  isPlain = false,
}: RecurrentOptions = {}): RecurrentModel {
  // prettier-ignore
  const x = input('x', ['batch', 'time', features]) as Node;
  const at = input('at', ['batch', 'time'], 'int32') as Node;
  const mask = isMasked ? (input('mask', ['batch', 'time'], 'bool') as Node) : undefined;
  const weight = (name: string, shape: Sizes, seed: number): Node =>
    parameter(tensor(wave(shape, seed).data.map(one => Number(one) / 2) as Float32Array, { shape }), { name }) as Node;
  const of = (gate: string, seed: number): readonly Node[] => [
    weight(`w${gate}`, [features, units], seed),
    weight(`u${gate}`, [units, units], seed + 1),
  ];
  const [update, candidate] = [of('z', 1), of('n', 3)];
  const table = weight('table', [4, units], 5);
  const first = weight('first', [features, units], 6);
  const sums = ([w, u]: readonly Node[], one: Node, h: Node): Node => add(matmul(one, w!), matmul(h, u!)) as Node;
  const cell = (h: Node, [one, number]: readonly Node[]) => {
    const kept = rate > 0 ? (h.pipe(dropout(rate, { seed: 2 }) as never) as Node) : h;
    const z = sigmoid(sums(update, one!, kept));
    const n = tanh(
      isPlain ? sums(candidate, one!, kept) : (add(sums(candidate, one!, kept), gather(table, number!)) as Node),
    );
    const next = add(mul(z, h), mul(sub(1, z), n)) as Node;
    return { carry: next, output: next };
  };
  const begun = tanh(matmul(sum(x, { axes: 1 }), first)) as Node;
  const init = isPlain ? (fillLike(begun, 0) as Node) : begun;
  const { carry, output } = scan((isCheckpointed ? checkpointed(cell) : cell) as never, isPlain ? [x] : [x, at], { init, mask }) as unknown as RecurrentModel; // prettier-ignore
  const loss = mul(0.1, add(sum(square(sub(output, 0.25))), sum(square(carry)))) as Node<readonly []>;
  return { loss, carry, output };
}
