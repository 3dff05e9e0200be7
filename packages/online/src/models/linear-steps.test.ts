import { input, mul, type Node, parameter } from '@thalweg/graph';
import { fillUniform, key, tensor } from '@thalweg/tensor';
import { restore, snapshot } from '@thalweg/train';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { learn, learnRows, linearRegression, logisticRegression, poissonRegression, quantileRegression, softmaxRegression, sparse, type Model } from '../index.ts'; // prettier-ignore

type Scalar = Node<readonly []>;

interface Row {
  readonly x: readonly number[];
  readonly y: number;
}

/** Rows whose label depends on the first two features; from the middle on, on the opposite. */
function rowsOf(count: number, scale: (feature: number) => number = () => 1): Row[] {
  const drawn = fillUniform(new Float64Array(count * 3), key(3));
  return Array.from({ length: count }, (_, i) => {
    const x = Array.from(drawn.slice(3 * i, 3 * i + 3), (u, j) => (u - 0.3) * (j + 1));
    const sign = i < count / 2 ? 1 : -1;
    return { x: x.map((value, j) => value * scale(j)), y: +(sign * (x[0]! + x[1]! - 0.5) > 0) };
  });
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** The published formulas in a plain loop: predictions of logistic regression on rows, each before it is learned. */
function naive(rows: readonly Row[], centred: boolean): number[] {
  const d = rows[0]!.x.length;
  const zeros = (): number[] => Array.from({ length: d + 1 }, () => 0);
  const [w, G, h, v, count, mean, spread] = Array.from({ length: 7 }, zeros) as number[][];
  const f = zeros().map(() => 1);
  let length = 0;
  return rows.map(({ x, y }, t) => {
    const z = x.reduce((sum, value, i) => sum + value * w![i]!, w![d]!);
    const value = [...x, 1];
    const before = [...spread!];
    x.forEach((xi, i) => {
      if (!centred && xi === 0) return;
      const share = 1 / ++count![i]!;
      const gap = xi - mean![i]!;
      if (centred) {
        spread![i] = (1 - share) * (spread![i]! + gap * gap * share);
        mean![i]! += gap * share;
        value[i] = xi - mean![i]!;
      } else spread![i]! += (xi * xi - spread![i]!) * share;
    });
    const narrowing = spread!.map((after, i) => (before[i]! > 0 && after > 0 ? Math.sqrt(before[i]! / after) : 1));
    narrowing[d] = 1;
    spread![d] = 1;
    const squared = value.reduce((sum, xi, i) => sum + (spread![i]! > 0 ? (xi * xi) / spread![i]! : 0), 0);
    length += (squared - length) / (t + 1);
    const p = sigmoid(z);
    const curve = p * (1 - p);
    const r = value.map((xi, i) => {
      const g = (p - y) * xi;
      G![i]! += g * g;
      const room = spread![i]! * G![i]!;
      const first = room > 0 ? (3 / Math.sqrt(length)) * f[i]! / Math.sqrt(room) : 0;
      const product = -g * h![i]!;
      const size = Math.abs(product);
      v![i] = Math.max(size, v![i]! + (first * xi * xi * curve * (size - v![i]!)) / 30);
      const c = v![i]! > 0 ? (0.05 * product) / v![i]! : 0;
      // The first terms of e^c.
      f[i]! *= 1 + c + c ** 2 / 2;
      return room > 0 ? (3 / Math.sqrt(length)) * f[i]! / Math.sqrt(room) : 0;
    });
    const U = value.reduce((sum, xi, i) => sum + r[i]! * xi * xi, 0);
    let end = z;
    for (let part = 0; part < 3; part++) {
      const q = sigmoid(end);
      const bend = (U / 3) * q * (1 - q);
      end -= (U / 3) * (q - y) * (bend > 1e-12 ? -Math.expm1(-bend) / bend : 1);
    }
    const force = U > 0 ? (z - end) / U : p - y;
    value.forEach((xi, i) => {
      const move = r[i]! * xi * force;
      h![i] = h![i]! * Math.max(1 - r[i]! * xi * xi * curve, 0) * narrowing[i]! - move;
      const change = -move - w![i]! * (1 - narrowing[i]!);
      w![i]! += change;
      if (centred && i < d) w![d]! -= change * mean![i]!;
    });
    return p;
  }); // prettier-ignore
}

const logistic = (): Model<readonly [], readonly []> => {
  const [x, y] = [input('x', [3], 'float64'), input('y', [], 'float64')];
  return logisticRegression(x, y as Scalar);
};

const predictions = async (model: Model<readonly [], readonly []>, records: readonly object[]) =>
  (await lastValueFrom(from(records).pipe(learn(model), toArray()))).map(({ prediction }) => prediction);

function close(seen: readonly number[], expected: readonly number[], digits: number): void {
  expect(seen).toHaveLength(expected.length);
  seen.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, digits));
}

describe('the steps of a linear model without a rate', () => {
  const rows = rowsOf(300);

  it('are those of the published formulas', async () => {
    close(await predictions(logistic(), rows), naive(rows, true), 9);
  });

  it('are those of the formulas for a sparse column, which has no means', async () => {
    const [x, y] = [sparse('x', { bits: 2, dtype: 'float64' }), input('y', [], 'float64')];
    const thinned = rows.map(({ x, y }, i) => ({ x: x.map((value, j) => ((i + j) % 3 === 0 ? 0 : value)), y }));
    const records = thinned.map(({ x, y }) => {
      const indices = [2, 0, 1].filter(i => x[i] !== 0);
      return { 'x.indices': indices, 'x.values': indices.map(i => x[i]!), y };
    });
    close(await predictions(logisticRegression(x, y as Scalar), records), naive(thinned, false), 9);
  });

  it('do not depend on the scales of features, nor on their means', async () => {
    const scaled = rowsOf(300, j => 1000 ** (j - 1)).map(({ x, y }) => ({ x: x.map((value, j) => value + 5 * 1000 ** (j - 1)), y }));
    close(await predictions(logistic(), scaled), await predictions(logistic(), rows), 6);
  }); // prettier-ignore

  it('resume to the same bits', async () => {
    const whole = await predictions(logistic(), rows);
    const first = learn(logistic());
    await lastValueFrom(from(rows.slice(0, 120)).pipe(first));
    const second = learn(logistic());
    restore({ second }, snapshot({ second: first }));
    const rest = await lastValueFrom(from(rows.slice(120)).pipe(second, toArray()));
    expect(rest.map(({ prediction }) => prediction)).toEqual(whole.slice(120));
  });

  it('are the same row by row', async () => {
    const columns = { x: tensor(rows.flatMap(({ x }) => [...x]), { shape: [300, 3], dtype: 'float64' }), y: rows.map(({ y }) => y) }; // prettier-ignore
    const outcome = await lastValueFrom(from([columns]).pipe(learnRows(logistic())));
    expect([...outcome.prediction.data]).toEqual(await predictions(logistic(), rows));
  });

  it('count an example of weight 2 as a step of twice the time, and do not move for weight 0', async () => {
    const [x, y, weight] = [input('x', [1], 'float64'), input('y', [], 'float64'), input('w', [], 'float64')];
    const model = linearRegression(x, y as Scalar, { weight });
    const told = await predictions(model, [{ x: [1], y: 4, w: 0 }, { x: [1], y: 4, w: 2 }, { x: [1], y: 4, w: 1 }]); // prettier-ignore
    expect(told.slice(0, 2)).toEqual([0, 0]);
    // The squared loss of weight 2 has the slope −8 at first, so the time is 3/8.
    expect(told[2]).toBeCloseTo(4 * (1 - Math.exp((-2 * 3) / 8)), 12);
  });

  it.each([
    ['linear', (x: Node, y: Scalar) => linearRegression(x as never, y), (z: number) => 3 * z + 1],
    ['poisson', (x: Node, y: Scalar) => poissonRegression(x as never, y), (z: number) => Math.exp(z + 1)],
    [
      'quantile',
      (x: Node, y: Scalar) => quantileRegression(x as never, y, { quantile: 0.5 }),
      (z: number) => 3 * z + 1,
    ],
  ] as const)('learn a %s regression, and never leave what labels say', async (_, make, label) => {
    const records = rowsOf(1500).map(({ x }) => ({ x, y: label(x[0]!) }));
    const model = make(input('x', [3], 'float64'), input('y', [], 'float64') as Scalar);
    const told = await lastValueFrom(from(records).pipe(learn(model), toArray()));
    const errors = told.map(({ prediction, target }) => Math.abs(Number(prediction) - Number(target)));
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(errors.slice(-300))).toBeLessThan(0.25 * mean(records.map(({ y }) => Math.abs(y - label(0.2)))));
    expect(Math.max(...errors)).toBeLessThan(50);
  });

  it('learn several classes', async () => {
    const model = softmaxRegression(input('x', [3]), input('c', [], 'int32'), { classes: 3 });
    const records = rowsOf(1000).map(({ x }) => ({ x, c: x[0]! > 0.2 ? 2 : x[1]! > 0.4 ? 1 : 0 }));
    const told = await lastValueFrom(from(records).pipe(learn(model), toArray()));
    const hits = told.slice(500).filter(({ prediction, target }) => {
      const values = Array.from(prediction.numbers);
      return values.indexOf(Math.max(...values)) === target;
    });
    expect(hits.length).toBeGreaterThan(430);
  });
});

describe('a model that carries no optimizer is refused with what to do', () => {
  const message = /must carry an optimizer or be given one, got none/;

  it.each([
    ['batches', () => learn(logisticRegression(input('x', ['batch', 3]), input('y', ['batch'])))],
    ['layers below', () => {
      const x = mul(input('x', [3]), parameter(2));
      return learn(linearRegression(x as never, input('y', [])));
    }],
    ['a network', () => {
      const loss = logistic().loss;
      return learnRows({ prediction: loss, loss });
    }],
  ])('%s', (_, make) => expect(make).toThrow(message)); // prettier-ignore

  it('takes a given one in place of its own', async () => {
    const { optimizer: _, ...model } = logistic();
    const given = await lastValueFrom(
      from(rowsOf(5)).pipe(
        learn(model, updates => updates),
        toArray(),
      ),
    );
    const replaced = await lastValueFrom(
      from(rowsOf(5)).pipe(
        learn(logistic(), updates => updates),
        toArray(),
      ),
    );
    expect(given).toEqual(replaced);
  });
});
