import { readFileSync } from 'node:fs';
import { add, input, matmul, mul, parameter, read, reshape, square, sub, sum, type Node } from '@thalweg/graph';
import { accumulate, adagrad, partition } from '@thalweg/optim';
import { restore, snapshot, step, wireOf } from '@thalweg/train';
import { fillNormal, key } from '@thalweg/tensor';
import { from, lastValueFrom, pipe, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { learn, logisticRegression, onlineNewton } from '../index.ts';

type Scalar = Node<readonly []>;

const { leastSquares } = JSON.parse(
  readFileSync(new URL('../../../../tools/laws/reference/online-newton.json', import.meta.url), 'utf8'),
) as {
  readonly leastSquares: {
    readonly epsilon: number;
    readonly x: readonly (readonly number[])[];
    readonly y: readonly number[];
    readonly weights: readonly number[];
  };
};

/** A weight for each feature, without a bias: the loss is half the squared error. */
function weights(size: number) {
  const w = parameter(new Float64Array(size), { name: 'w' });
  const [x, y] = [input('x', [size], 'float64'), input('y', [], 'float64')];
  const loss = mul(0.5, square(sub(sum(mul(x, w)), y))) as Scalar;
  return { w, loss };
}

/** A⁻¹, from its root. */
function matrixOf(learning: Parameters<typeof wireOf>[0]): number[][] {
  const root = wireOf(learning, 'onlineNewton.root');
  return read(matmul(root, root, { transposeB: true })).toArray() as number[][];
}

describe('onlineNewton', () => {
  it('is recursive least squares where every error is ±1: the end is that of ridge regression', () => {
    const { epsilon, x, y, weights: wanted } = leastSquares;
    const { w, loss } = weights(4);
    const descend = step(loss, onlineNewton({ epsilon }));
    x.forEach((row, i) => expect(descend({ x: row, y: y[i] })!.loss).toBeCloseTo(0.5, 9));
    read(w).data.forEach((value, j) => expect(value).toBeCloseTo(wanted[j]!, 10));
    // And the memory is the inverse of εI + Σ x xᵀ.
    const inverse = matrixOf(descend);
    const a = (i: number, j: number): number => x.reduce((s, row) => s + row[i]! * row[j]!, i === j ? epsilon : 0);
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++) {
        const product = inverse[i]!.reduce((s, value, k) => s + value * a(k, j), 0);
        expect(product).toBeCloseTo(i === j ? 1 : 0, 9);
      }
  });

  it.each([1, 0.97])(
    'keeps its matrix symmetric and positive over 3,000 steps with scales from 1e-3 to 100: forgetting %d',
    forgetting => {
      const { loss } = weights(6);
      const descend = step(loss, onlineNewton({ epsilon: 0.01, forgetting }));
      const noise = fillNormal(new Float64Array(3000 * 7), key(3));
      for (let i = 0; i < 3000; i++) {
        const x = [...noise.subarray(7 * i, 7 * i + 6)].map((value, j) => value * 10 ** (j - 3));
        descend({ x, y: x.reduce((s, value) => s + value, 0) + noise[7 * i + 6]! });
      }
      const inverse = matrixOf(descend);
      for (let i = 0; i < 6; i++) {
        expect(inverse[i]![i]).toBeGreaterThan(0);
        for (let j = 0; j < 6; j++) expect(inverse[i]![j]).toBe(inverse[j]![i]);
      }
    },
  );

  it('forgets, and a feature that does not come keeps the rate of a new one', () => {
    const follow = (forgetting: number): { found: number; inverse: number[][] } => {
      const { w, loss } = weights(2);
      const descend = step(loss, onlineNewton({ epsilon: 0.1, forgetting }));
      for (let i = 0; i < 5000; i++) descend({ x: [1, 0], y: (i < 2500 ? 1 : -1) + 0.1 * Math.cos(7 * i) });
      return { found: read(w).data[0]!, inverse: matrixOf(descend) };
    };
    const [frozen, alive] = [follow(1), follow(0.98)];
    expect(Math.abs(alive.found + 1)).toBeLessThan(0.3);
    expect(alive.inverse[1]![1]).toBeCloseTo(10, 9);
    expect(alive.inverse[0]![0]).toBeGreaterThan(10 * frozen.inverse[0]![0]!);
    expect(alive.inverse[0]![0]).toBeLessThanOrEqual(10 * (1 + 1e-12));
  });

  it('learns from a stream, with correlated features of different scales in fewer events than adagrad', async () => {
    const noise = fillNormal(new Float64Array(6000), key(9));
    const events = Array.from({ length: 1500 }, (_, i) => {
      const [a, b, c, d] = noise.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
      return { x: [a, a + 0.1 * b, 20 * c], label: +(3 * b + 2 * c + 0.5 * d > 0) };
    });
    const lossOf = async (optimizer: ReturnType<typeof onlineNewton>): Promise<number> => {
      const model = logisticRegression(input('x', [3]), input('label', []));
      const outcomes = await lastValueFrom(from(events).pipe(learn(model, optimizer), toArray()));
      return outcomes.reduce((total, { loss }) => total + loss, 0) / events.length;
    };
    const bestOf = async (make: (learningRate: number) => ReturnType<typeof onlineNewton>): Promise<number> =>
      Math.min(...(await Promise.all([0.01, 0.1, 1, 10, 100].map(learningRate => lossOf(make(learningRate))))));
    const adaptive = await bestOf(learningRate => adagrad({ learningRate }));
    const second = await bestOf(learningRate => onlineNewton({ learningRate, epsilon: 0.1 }));
    expect(second).toBeLessThan(0.7 * adaptive);
  });

  it('continues from a snapshot to the same bits, and fires only with what it follows', () => {
    const make = () => {
      const { w, loss } = weights(3);
      return { w, descend: step(loss, pipe(accumulate(3), onlineNewton({ forgetting: 0.9 }))) };
    };
    const event = (i: number) => ({ x: [Math.sin(i), Math.cos(3 * i), 1], y: Math.sin(2 * i) });
    const [whole, first, second] = [make(), make(), make()];
    const before = matrixOf(whole.descend);
    for (let i = 0; i < 2; i++) whole.descend(event(i));
    expect(matrixOf(whole.descend)).toEqual(before);
    for (let i = 2; i < 40; i++) whole.descend(event(i));
    for (let i = 0; i < 20; i++) first.descend(event(i));
    restore({ learn: second.descend }, snapshot({ learn: first.descend }));
    for (let i = 20; i < 40; i++) second.descend(event(i));
    expect(read(second.w).toArray()).toEqual(read(whole.w).toArray());
    expect(matrixOf(second.descend)).toEqual(matrixOf(whole.descend));
  });

  it('treats all parameters together, in their shapes and dtypes', () => {
    const [a, b] = [parameter([[1, 2]]), parameter(3, { dtype: 'float32' })];
    const joint = parameter(Float32Array.of(1, 2, 3));
    const apart = step(add(sum(square(a)), square(b)) as Scalar, onlineNewton());
    const one = step(sum(square(joint)) as Scalar, onlineNewton());
    for (let i = 0; i < 5; i++) {
      apart();
      one();
    }
    expect([...read(reshape(a, [2])).data, read(b as Node).item()]).toEqual([...read(joint as Node).data]);
  });

  it('refuses more than 2,000 numbers, unless the large parameters have another optimizer', () => {
    const large = parameter(new Float32Array(2001), { name: 'table' });
    const small = parameter(1, { name: 'bias' });
    const loss = add(sum(square(large)), square(small)) as Scalar;
    expect(() => step(loss, onlineNewton())).toThrow(
      'onlineNewton: all parameters together must have at most 2000 numbers, got 2002 in table, bias. Give the large ones another optimizer, such as adagrad(), with partition.',
    );
    const descend = step(loss, partition([{ names: 'table', transform: adagrad() }, { transform: onlineNewton() }]));
    descend();
    expect(matrixOf(descend)).toHaveLength(1);
  });

  it('is an optimizer of models with a bias', async () => {
    const model = logisticRegression(input('x', [2]), input('label', []));
    const events = Array.from({ length: 300 }, (_, i) => ({
      x: [Math.sin(i), Math.cos(i)],
      label: +(Math.sin(i) > 0),
    }));
    const outcomes = await lastValueFrom(from(events).pipe(learn(model, onlineNewton({ epsilon: 0.1 })), toArray()));
    const hits = outcomes.slice(-100).filter(({ prediction, target }) => prediction > 0 === target > 0.5 || (prediction > 0.5) === target > 0.5); // prettier-ignore
    expect(hits.length).toBeGreaterThan(90);
  });
});
