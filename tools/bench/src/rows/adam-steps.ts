import { input, type Runner } from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillUniform, key, tensor } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { prepare as peak } from '../peers/peak.ts';
import { prepare as ours } from '../peers/wasm.ts';
import {
  batchedProduct,
  imageWorkloads,
  peerWorkloads,
  transformerWorkloads,
  type PeerWorkload,
} from '../peers/workloads.ts';
import type { RatioRow } from './ratio-row.ts';
import { repeated } from './turns.ts';

const BATCHES = 20;

const ROWS = 32;

/** Adam steps of a 784-128-10 network over batches of random pixels, as the digits are learned, beside loops for them. */
export const adamSteps: readonly RatioRow[] = [
  adamStep('interpreted', () => undefined, 1),
  adamStep('compiled', () => wasm(), 0.05),
];

function adamStep(how: string, runner: () => Runner | undefined, bar: number): RatioRow {
  return {
    name: `steps: Adam step of 784-128-10, batch ${ROWS}, loss read, ${how}`,
    ours: how,
    reference: 'i-k-j loops',
    bar,
    turns: 15,
    prepare(size) {
      const batches = Array.from({ length: BATCHES }, (_, index) => {
        const image = fillUniform(new Float32Array(ROWS * 784), key(index));
        return { image, digit: Int32Array.from({ length: ROWS }, (_, row) => (row + index) % 10) };
      });
      const logits = input('image', ['batch', 784]).pipe(dense(128), relu(), dense(10));
      const loss = logits.pipe(softmaxCrossEntropy(input('digit', ['batch'], 'int32')));
      const descend = step(loss, adam(), { runner: runner() });
      const records = batches.map(({ image, digit }) => ({ image: tensor(image, { shape: [ROWS, 784] }), digit }));
      const plain = plainNetwork(ROWS, 784, 128, 10);
      let [own, theirs] = [0, 0];
      return {
        ours: repeated(() => descend(records[own++ % BATCHES]!)!.loss, size),
        reference: repeated(() => plain(batches[theirs++ % BATCHES]!), size),
      };
    },
  };
}

/** A batch of images and their labels. */
interface PlainBatch {
  readonly image: Float32Array;
  readonly digit: Int32Array;
}

/**
 * Returns a hand-written Adam step of inputs → hidden → classes with relu and softmax cross-entropy: `Float32Array`s, i-k-j
 * loops along rows, and no allocation in a step. It is what a competent programmer writes without a library.
 */
function plainNetwork(rows: number, inputs: number, hidden: number, classes: number): (batch: PlainBatch) => number {
  const w1 = layer(inputs, hidden);
  const w2 = layer(hidden, classes);
  const h = new Float32Array(rows * hidden);
  const dh = new Float32Array(rows * hidden);
  const z = new Float32Array(rows * classes);
  let step = 0;
  return ({ image, digit }) => {
    step++;
    forward(h, image, w1, rows);
    for (let i = 0; i < h.length; i++) if (h[i]! < 0) h[i] = 0;
    forward(z, h, w2, rows);
    const loss = softmaxLoss(z, digit, rows, classes);
    weightGradient(w2, h, z, rows);
    backward(dh, z, w2, rows);
    for (let i = 0; i < dh.length; i++) if (h[i]! <= 0) dh[i] = 0;
    weightGradient(w1, image, dh, rows);
    for (const { weight, bias } of [w1, w2]) {
      adamUpdate(weight, step);
      adamUpdate(bias, step);
    }
    return loss;
  };
}

interface Learned {
  readonly value: Float32Array;
  readonly gradient: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
}

interface Layer {
  readonly from: number;
  readonly to: number;
  readonly weight: Learned;
  readonly bias: Learned;
}

function learned(size: number, deviation: number): Learned {
  const zeros = (): Float32Array => new Float32Array(size);
  return { value: zeros().map(() => deviation * (Math.random() * 2 - 1)), gradient: zeros(), m: zeros(), v: zeros() };
}

function layer(from: number, to: number): Layer {
  return { from, to, weight: learned(from * to, Math.sqrt(6 / from)), bias: learned(to, 0) };
}

/** Computes out = x·W + b. */
function forward(out: Float32Array, x: Float32Array, { from, to, weight, bias }: Layer, rows: number): void {
  const w = weight.value;
  for (let i = 0; i < rows; i++) {
    out.set(bias.value, i * to);
    for (let k = 0; k < from; k++) {
      const a = x[i * from + k]!;
      for (let j = 0, o = i * to, p = k * to; j < to; j++, o++, p++) out[o]! += a * w[p]!;
    }
  }
}

/** Returns the loss, and replaces the logits by its gradient. */
function softmaxLoss(z: Float32Array, digit: Int32Array, rows: number, classes: number): number {
  let loss = 0;
  for (let i = 0; i < rows; i++) {
    const start = i * classes;
    let most = -Infinity;
    for (let j = start; j < start + classes; j++) most = Math.max(most, z[j]!);
    let sum = 0;
    for (let j = start; j < start + classes; j++) sum += z[j] = Math.exp(z[j]! - most);
    for (let j = start; j < start + classes; j++) z[j]! /= sum * rows;
    loss -= Math.log(z[start + digit[i]!]! * rows) / rows;
    z[start + digit[i]!]! -= 1 / rows;
  }
  return loss;
}

/** Computes ∂W = xᵀ·∂out and ∂b = Σ ∂out. */
function weightGradient({ from, to, weight, bias }: Layer, x: Float32Array, dout: Float32Array, rows: number): void {
  const dw = weight.gradient.fill(0);
  const db = bias.gradient.fill(0);
  for (let k = 0; k < from; k++)
    for (let i = 0; i < rows; i++) {
      const a = x[i * from + k]!;
      for (let j = 0, p = k * to, o = i * to; j < to; j++, p++, o++) dw[p]! += a * dout[o]!;
    }
  for (let i = 0; i < rows; i++) for (let j = 0; j < to; j++) db[j]! += dout[i * to + j]!;
}

/** Computes ∂x = ∂out·Wᵀ. */
function backward(dx: Float32Array, dout: Float32Array, { from, to, weight }: Layer, rows: number): void {
  const w = weight.value;
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < from; k++) {
      let sum = 0;
      for (let j = 0, o = i * to, p = k * to; j < to; j++, o++, p++) sum += dout[o]! * w[p]!;
      dx[i * from + k] = sum;
    }
}

function adamUpdate({ value, gradient, m, v }: Learned, step: number): void {
  const c1 = 1 / (1 - 0.9 ** step);
  const c2 = 1 / (1 - 0.999 ** step);
  for (let i = 0; i < value.length; i++) {
    const g = gradient[i]!;
    m[i] = 0.9 * m[i]! + 0.1 * g;
    v[i] = 0.999 * v[i]! + 0.001 * g * g;
    value[i]! -= (1e-3 * m[i]! * c1) / (Math.sqrt(v[i]! * c2) + 1e-8);
  }
}

/** The shares of the peak of four lanes that a product of 32 matrices and Adam steps over 32 images, or 16 texts or sequences, must reach. */
const SHARES: readonly (readonly [workload: PeerWorkload, share: number])[] = [
  [batchedProduct(32, [128, 64, 128]), 0.75],
  ...imageWorkloads.filter(({ batch }) => batch === 32).map(workload => [workload, 0.65] as const),
  ...transformerWorkloads.filter(({ batch }) => batch === 16).map(workload => [workload, 0.6] as const),
  ...peerWorkloads.flatMap(one => (one.kind === 'sequences' && one.layer === 'gru' ? [[one, 0.5] as const] : [])),
];

/** Work beside the peak of as many multiplications and additions. */
export const sharesOfPeak: readonly RatioRow[] = SHARES.map(([workload, share]) => ({
  name: `steps: ${workload.name}, compiled`,
  ours: 'thalweg wasm',
  reference: 'no-FMA peak of as many operations',
  bar: 1 / share,
  turns: 15,
  async prepare(size) {
    const [own, chains] = await Promise.all([ours(workload), peak(workload)]);
    const chain = repeated(chains.run, size);
    return {
      ours: repeated(own.run, size),
      reference: async () => (await chain()) / (chains.units ?? 1),
    };
  },
}));
