/** @module-tag blas */
import { add, conv2d, input, matmul, parameter, reshape, type Node, type Runner } from '@thalweg/graph';
import {
  dense,
  embedding,
  gru,
  layerNorm,
  lstm,
  maxPool,
  meanSquaredError,
  relu,
  softmaxCrossEntropy,
  transformerBlock,
} from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { wasm, type ExplainedPlan, type Products } from '@thalweg/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { everyProduct } from './library.ts';

let products: Products;
beforeAll(() => void (products = everyProduct()));
const STEPS = 6;

/** Numbers from -1 to 1, the same each time. */
function numbers(shape: Sizes, seed: number): Tensor {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(Float32Array.from({ length: size }, next), { shape });
}

const classes = (shape: Sizes, kinds: number): Tensor =>
  tensor(
    Int32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (i * 7) % kinds),
    { shape },
  );

/** Weights that are the same whenever a model is built. */
const weight = (_key: unknown, shape: Sizes): Tensor => {
  const { data } = numbers(shape, shape.length + shape[0]!);
  return tensor(
    Float32Array.from(data, x => x / Math.sqrt(shape[0]!)),
    { shape },
  );
};

interface Model {
  readonly loss: Node<readonly []>;
  readonly batch: Readonly<Record<string, Tensor>>;
}

function sequences(layer: (units: number, options: never) => (x: never) => unknown): Model {
  const x = input('x', ['batch', 7, 5]);
  const y = layer(8, { inputWeight: weight, recurrentWeight: weight } as never)(x as never) as Node;
  const loss = meanSquaredError(input('y', ['batch', 7, 8]))(y as never) as Node<readonly []>;
  return { loss, batch: { x: numbers([4, 7, 5], 1), y: numbers([4, 7, 8], 2) } };
}

function text(): Model {
  const embedded = embedding(11, 8, { vectors: weight as never })(input('text', ['batch', 6], 'int32') as never);
  const block = transformerBlock(2, { causal: true, weight: weight as never })(embedded as never);
  const logits = dense(11, { weight: weight as never })(layerNorm()(block as never) as never);
  const loss = softmaxCrossEntropy(input('next', ['batch', 6], 'int32') as never)(logits as never);
  return { loss: loss as Node<readonly []>, batch: { text: classes([3, 6], 11), next: classes([3, 6], 7) } };
}

function images(): Model {
  const filters = (shape: Sizes): Node => parameter(weight(undefined, shape)) as Node;
  let a = input('image', ['batch', 12, 12, 1]) as Node;
  for (const [from, to] of [[1, 16], [16, 32], [32, 16]] as const) {
    const summed = conv2d(a as never, filters([3, 3, from, to]) as never, { padding: 'same' }) as Node;
    a = relu()(add(summed, parameter(new Float32Array(to))) as Node);
  } // prettier-ignore
  const flat = reshape(maxPool(2)(a as never) as Node, ['batch', 6 * 6 * 16]) as Node;
  const logits = matmul(flat as never, filters([6 * 6 * 16, 10]) as never);
  const loss = softmaxCrossEntropy(input('digit', ['batch'], 'int32'))(logits as never);
  return { loss: loss as Node<readonly []>, batch: { image: numbers([5, 12, 12, 1], 3), digit: classes([5], 10) } };
}

function losses({ loss, batch }: Model, runner: Runner): number[] {
  const take = step(loss, adam({ learningRate: 0.01 }), { runner });
  return Array.from({ length: STEPS }, () => take(batch as never)!.loss);
}

describe.each([
  ['a GRU, step by step', () => sequences(gru), 'scan'],
  ['an LSTM, step by step', () => sequences(lstm), 'scan'],
  ['attention over characters', text, 'product'],
  ['convolutions of images', images, 'convolution'],
] as const)('%s', (_, model, part) => {
  it('learns as it does in WebAssembly, within the rounding of sums', () => {
    const plans: ExplainedPlan[] = [];
    const found = losses(model(), wasm({ products, onPlan: plan => plans.push(plan) }));
    const wanted = losses(model(), wasm());
    expect(wanted.at(-1)).toBeLessThan(wanted[0]!);
    found.forEach((loss, n) => expect(Math.abs(loss - wanted[n]!)).toBeLessThanOrEqual(1e-5 * Math.abs(wanted[n]!)));
    const units = plans.flatMap(plan => plan.units);
    expect(units.some(({ what }) => what.includes(part))).toBe(true);
    expect(units.some(({ by }) => by === 'library')).toBe(true);
    expect(units.filter(({ by }) => by === 'interpreter')).toEqual([]);
  });

  it('gives the same bits again', () => {
    expect(losses(model(), wasm({ products }))).toEqual(losses(model(), wasm({ products })));
  });
});
