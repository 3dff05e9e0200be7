import { feedOf, input, matmul, openFrame, transpose, type Input, type Node, type Runner } from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillUniform, foldIn, key, tensor, type DType, type Tensor } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { relaxed, wasm } from '@thalweg/wasm';

/** A comparison of relaxed matrix products with plain ones. */
interface Products {
  /** The arithmetic that the plans report. */
  readonly arithmetic: readonly string[];
  /** The largest error relative to the interpreter, in units of the error bound for plain products. */
  readonly worst: number;
  /** The number of products with other bits than plain ones, and than their own repetition. */
  readonly unlikePlain: number;
  readonly unlikeAgain: number;
  readonly count: number;
}

type Sizes = readonly [m: number, k: number, n: number];

/** Sizes that reach each of the compiler’s product kernels. */
const CHOSEN: readonly Sizes[] = [[1, 5, 40], [1, 100, 30], [1, 300, 70], [4, 64, 33], [9, 1100, 17], [301, 130, 12], [40, 30, 1]]; // prettier-ignore
const DRAWN = 12;
const LARGEST = 70;

/** Compares products of chosen and random sizes in all four transpositions. */
export function productsOf(seed: number): Products {
  const arithmetic = new Set<string>();
  const runners = {
    plain: wasm(),
    relaxed: wasm({ arithmetic: relaxed(), onPlan: plan => arithmetic.add(plan.arithmetic) }),
  };
  let [worst, unlikePlain, unlikeAgain, count] = [0, 0, 0, 0];
  for (const sizes of [...CHOSEN, ...drawn(seed)])
    for (const transposed of [
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ] as const) {
      const compute = productOf(sizes, transposed, seed);
      const [wanted, found] = [compute(), compute(runners.relaxed)];
      const allowed = 4 * sizes[1] * 2 ** -23;
      wanted.forEach((value, i) => {
        worst = Math.max(worst, Math.abs(found[i]! - value) / (allowed * Math.max(1, Math.abs(value))));
      });
      if (String(compute(runners.plain)) !== String(found)) unlikePlain++;
      if (String(compute(runners.relaxed)) !== String(found)) unlikeAgain++;
      count++;
    }
  return { arithmetic: [...arithmetic], worst, unlikePlain, unlikeAgain, count };
}

function drawn(seed: number): Sizes[] {
  const numbers = fillUniform(new Float32Array(3 * DRAWN), key(seed));
  const size = (i: number): number => 1 + Math.floor(LARGEST * numbers[i]!);
  return Array.from({ length: DRAWN }, (_, i) => [size(3 * i), size(3 * i + 1), size(3 * i + 2)]);
}

/** Returns a function that computes a product of random matrices, by the interpreter unless it gets a runner. */
function productOf(
  [m, k, n]: Sizes,
  [transposeA, transposeB]: readonly [boolean, boolean],
  seed: number,
): (runner?: Runner) => Float32Array {
  const shapes = [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]];
  const [a, b] = shapes.map((shape, i) => input(i === 0 ? 'a' : 'b', shape) as Node) as [Node, Node];
  const values = shapes.map((shape, i) => random(shape, seed + i));
  const product = matmul((transposeA ? transpose(a) : a) as never, (transposeB ? transpose(b) : b) as never) as Node;
  return runner => {
    let found: Tensor | undefined;
    const frame = openFrame({ outputs: [product], runner });
    const feeds = [a, b].map((source, i) => feedOf(source as unknown as Input, values[i]!));
    frame.run(feeds, outcome => {
      if ('error' in outcome) throw outcome.error;
      found = outcome.outputs[0];
    });
    frame.close();
    return Float32Array.from(found!.data);
  };
}

/** Returns random numbers from −1 to 1. */
function random(shape: readonly number[], seed: number): Tensor {
  const length = shape.reduce((product, size) => product * size, 1);
  const uniform = fillUniform(new Float32Array(length), foldIn(key(seed), 'factor'));
  return tensor(uniform.map(u => 2 * u - 1), { shape }); // prettier-ignore
}

const ROWS = 32;
const PIXELS = 784;
const STEPS = 100;

/** Returns the losses of 100 Adam steps of 784-128-10: interpreted in float64, or compiled with one of two arithmetics. */
export function lossesBy(how: 'float64' | 'plain' | 'relaxed'): number[] {
  const dtype = how === 'float64' ? how : 'float32';
  const compiled = wasm({ arithmetic: how === 'relaxed' ? relaxed() : undefined });
  const learn = step(network(dtype), adam(), { runner: how === 'float64' ? undefined : compiled });
  return Array.from({ length: STEPS }, (_, t) => {
    const image = fillUniform(new Float32Array(ROWS * PIXELS), key(t % 20));
    const digit = Int32Array.from({ length: ROWS }, (_, row) => (7 * row + t) % 10);
    return learn({ image: tensor(image, { shape: [ROWS, PIXELS], dtype }), digit })!.loss;
  });
}

/** Builds a network with the same initial weights in both precisions. */
function network(dtype: DType): Node<readonly []> {
  const weight = (inputs: number, outputs: number) => () => {
    const limit = Math.sqrt(6 / inputs);
    const uniform = fillUniform(new Float32Array(inputs * outputs), key(inputs)).map(u => limit * (2 * u - 1));
    return tensor(uniform, { shape: [inputs, outputs], dtype });
  };
  const logits = input('image', ['batch', PIXELS], dtype).pipe(
    dense(128, { weight: weight(PIXELS, 128) } as never),
    relu(),
    dense(10, { weight: weight(128, 10) } as never),
  );
  return logits.pipe(softmaxCrossEntropy(input('digit', ['batch'], 'int32')) as never) as never;
}
