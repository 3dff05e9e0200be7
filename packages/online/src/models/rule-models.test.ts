import { readFileSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { input, type Node, read } from '@thalweg/graph';
import { tensor, type Tensor } from '@thalweg/tensor';
import { predictor, wireOf } from '@thalweg/train';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  gaussianNaiveBayes,
  learn,
  learnRows,
  type Learning,
  type Model,
  multinomialNaiveBayes,
  onlineKMeans,
  type OnlineKMeansOptions,
  type Outcome,
  recursiveLeastSquares,
} from '../index.ts';

type Rows = readonly (readonly number[])[];

interface Reference {
  readonly kept: readonly number[];
  readonly leastSquares: {
    readonly x: Rows;
    readonly y: readonly number[];
    readonly both: Rows;
    readonly weights: readonly number[];
    readonly runs: Readonly<Record<string, { epsilon: number; forgetting: number; weights: readonly (Rows | Rows[0])[] }>>;
  };
  readonly gaussian: {
    readonly x: Rows;
    readonly labels: readonly number[];
    readonly weights: readonly number[];
    readonly runs: Readonly<Record<string, { counts: readonly number[]; means: Rows; variances: Rows }>>;
    readonly probabilities: Rows;
  };
  readonly multinomial: {
    readonly x: Rows;
    readonly labels: readonly number[];
    readonly weights: readonly number[];
    readonly runs: readonly { alpha: number; weighted: boolean; probabilities: Rows }[];
  };
  readonly kMeans: { readonly x: Rows; readonly starts: Rows; readonly nearest: readonly number[]; readonly centers: readonly Rows[] }; // prettier-ignore
} // prettier-ignore

const reference = JSON.parse(
  readFileSync(new URL('../../../../tools/laws/reference/rule-models.json', import.meta.url), 'utf8'),
) as Reference;

const vector = (name: string, size: number) => input(name, [size], 'float64');
const scalar = (name: string) => input(name, [], 'float64');
const label = () => input('label', [], 'int32');

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a).toHaveLength(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}

/** Learns records one by one. Returns the outcomes, and calls `after` with the number of rows after each. */
async function learned<P, T>(
  learning: Learning<Outcome<P, T>>,
  records: readonly object[],
  after: (rows: number) => void = () => {},
): Promise<Outcome<P, T>[]> {
  let rows = 0;
  const told: Outcome<P, T>[] = [];
  await from(records)
    .pipe(learning)
    .forEach(outcome => (told.push(outcome), after(++rows)));
  return told;
}

const stateOf = (learning: Learning<never>, name: string): Tensor => read(wireOf(learning, name));

describe('recursiveLeastSquares', () => {
  const { x, y, both, weights, runs } = reference.leastSquares;
  const records = x.map((row, i) => ({ x: row, y: y[i], both: both[i], w: weights[i] }));

  it.each([
    ['plain', []],
    ['forgetting', []],
    ['weighted', []],
    ['both', [2]],
  ] as const)('has the weights of batch ridge regression after any number of rows: %s', async (run, target) => {
    const { epsilon: regularization, forgetting, weights: wanted } = runs[run]!;
    const y = input(run === 'both' ? 'both' : 'y', target as never, 'float64');
    const weight = run === 'weighted' ? scalar('w') : undefined;
    const model = recursiveLeastSquares(vector('x', 4), y, { regularization, forgetting, weight });
    const learning = learn(model);
    let compared = 0;
    await learned(learning as never, records, rows => {
      const at = reference.kept.indexOf(rows);
      if (at < 0) return;
      const found = stateOf(learning as never, 'recursiveLeastSquares/weights').data;
      expect(distance(found, wanted[at]!.flat())).toBeLessThan(1e-10);
      compared++;
    });
    expect(compared).toBe(reference.kept.length);
  });

  it('predicts before it learns, and its loss is half the squared error', async () => {
    const model = recursiveLeastSquares(vector('x', 4), scalar('y'));
    const told = await learned(learn(model), records);
    expect(told[0]).toEqual({ step: 1, prediction: 0, target: y[0], loss: 0.5 * y[0]! ** 2 });
    for (const { prediction, target, loss } of told) expect(loss).toBeCloseTo(0.5 * (target - prediction) ** 2, 12);
    expect(told.at(-1)!.step).toBe(records.length);
  });

  it('takes float32 features, computes in float64, and predicts in float32', async () => {
    const model = recursiveLeastSquares(input('x', [1]), input('y', []), { weight: input('w', []) });
    const told = await learned(learn(model), [{ x: [1], y: 4, w: 2 }, { x: [1], y: 4, w: 0 }]); // prettier-ignore
    expect(model.prediction.dtype).toBe('float32');
    // A = [[3 2] [2 3]] and b = [8 8]: both weights are 8/5.
    expect(told[1]).toMatchObject({ prediction: Math.fround(16 / 5), weight: 0, loss: 0 });
  });

  it('says how sure it is: the width is √(xᵀA⁻¹x)', async () => {
    const model = recursiveLeastSquares(vector('x', 1), scalar('y'), { regularization: 2 });
    const ask = predictor({ score: model.prediction, width: model.width });
    expect(ask({ x: [3] }).width).toBeCloseTo(Math.sqrt((9 + 1) / 2), 12);
    await learned(learn(model), [{ x: [1], y: 4 }]);
    // A = 2I + [1 1]ᵀ[1 1] = [[3 1] [1 3]], of which the inverse is [[3 −1] [−1 3]]/8.
    const { score, width } = ask({ x: [3] });
    expect(width).toBeCloseTo(Math.sqrt((3 * 9 - 2 * 3 + 3) / 8), 12);
    expect(score).toBeCloseTo(4, 12);
  });

  it('stays finite where a feature never comes, or comes after a long time', async () => {
    const model = recursiveLeastSquares(vector('x', 2), scalar('y'), { forgetting: 0.9 });
    const rows = Array.from({ length: 3000 }, (_, i) => ({ x: [Math.sin(i), i < 2900 ? 0 : Math.cos(i)], y: 2 * Math.sin(i) }));
    const told = await learned(learn(model), rows);
    expect(told.every(({ loss }) => Number.isFinite(loss))).toBe(true);
    expect(told.at(-1)!.loss).toBeLessThan(1e-6);
  }); // prettier-ignore

  it('refuses what it cannot do', () => {
    const make = (x: Node, y: Node, options?: object) => () => recursiveLeastSquares(x as never, y as never, options);
    expect(make(vector('x', 2) as never, scalar('y') as never, { forgetting: 0 })).toThrow('recursiveLeastSquares: forgetting must be above 0 and at most 1, got 0. Try 0.999.');
    expect(make(vector('x', 2) as never, scalar('y') as never, { regularization: 0 })).toThrow('recursiveLeastSquares: regularization must be finite and above 0, got 0. Try 1.');
    expect(make(vector('x', 2) as never, scalar('y') as never, { regularisation: 1 })).toThrow("'regularization'");
    expect(make(input('x', ['batch', 2]) as never, input('y', ['batch']) as never)).toThrow('recursiveLeastSquares: examples must come one by one');
    expect(make(vector('x', 2000) as never, scalar('y') as never)).toThrow('recursiveLeastSquares: there must be at most 1999 features, got 2000. Take linearRegression.');
    expect(make(vector('x', 2) as never, input('y', ['n']) as never)).toThrow('recursiveLeastSquares: the target must be a number or a vector of one example');
    expect(make({ indices: input('i', ['n'], 'int32'), values: input('v', ['n']), size: 8 } as never, scalar('y') as never)).toThrow('recursiveLeastSquares: features must be dense, got a sparse column.');
  }); // prettier-ignore
});

describe('gaussianNaiveBayes', () => {
  const { x, labels, weights, runs, probabilities } = reference.gaussian;
  const records = x.map((row, i) => ({ x: row, label: labels[i]!, w: weights[i]! }));
  const variances = (learning: Learning<never>): number[] => {
    const counts = stateOf(learning, 'gaussianNaiveBayes/counts').data;
    return [...stateOf(learning, 'gaussianNaiveBayes/squares').data].map((sum, i) => sum / counts[Math.floor(i / 3)]!);
  };
  const compare = (learning: Learning<never>, run: string): void => {
    const { counts, means, variances: wanted } = runs[run]!;
    expect([...stateOf(learning, 'gaussianNaiveBayes/counts').data]).toEqual(counts);
    expect(distance(stateOf(learning, 'gaussianNaiveBayes/means').data, means.flat())).toBeLessThan(1e-12);
    expect(distance(variances(learning), wanted.flat())).toBeLessThan(1e-7);
  };

  it.each(['rows', 'weighted'] as const)('has scikit-learn’s counts, means and variances after rows: %s', async run => {
    const weight = run === 'weighted' ? scalar('w') : undefined;
    const learning = learn(gaussianNaiveBayes(vector('x', 3), label(), { classes: 3, weight }));
    await learned(learning as never, records);
    compare(learning as never, run);
  });

  it('has them after batches, and as many of them as one likes', async () => {
    const [batch, labels] = [input('x', ['batch', 3], 'float64'), input('label', ['batch'], 'int32')];
    const learning = learn(gaussianNaiveBayes(batch, labels, { classes: 3 }));
    const batches = Array.from({ length: 12 }, (_, i) => records.slice(10 * i, 10 * i + 10));
    await learned(learning as never, batches.map(rows => ({ x: rows.map(({ x }) => x), label: rows.map(({ label }) => label) }))); // prettier-ignore
    compare(learning as never, 'batches');
    compare(learning as never, 'rows');
  });

  it('has the probabilities of a fit to all rows before, with 0 for classes that never came', async () => {
    const told = await learned(learn(gaussianNaiveBayes(vector('x', 3), label(), { classes: 3 })), records);
    const found = told.map(({ prediction }) => prediction.data);
    expect([...found[0]!]).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect([...found[1]!]).toEqual([0, 1, 0]);
    probabilities.forEach((wanted, i) => expect(distance(found[i + 2]!, wanted)).toBeLessThan(1e-6));
  });

  test.prop([fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 4 })), { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 7 })], { numRuns: 20 })('learns from batches of any size what their rows would teach, with weights', async (rows, size) => {
    const events = rows.map(([label, x, w]) => ({ label, x: [x, 1000 + x / 8], w: w / 2 }));
    const single = learn(gaussianNaiveBayes(vector('x', 2), label(), { classes: 3, weight: scalar('w') }));
    await learned(single as never, events);
    const batched = learn(gaussianNaiveBayes(input('x', ['batch', 2], 'float64'), input('label', ['batch'], 'int32'), { classes: 3, weight: input('w', ['batch'], 'float64') }));
    const starts = Array.from({ length: Math.ceil(events.length / size) }, (_, i) => size * i);
    await learned(batched as never, starts.map(from => events.slice(from, from + size)).map(part => ({ x: part.map(({ x }) => x), label: part.map(({ label }) => label), w: part.map(({ w }) => w) })));
    for (const part of ['counts', 'means', 'squares'])
      expect(distance(stateOf(batched as never, `gaussianNaiveBayes/${part}`).data, stateOf(single as never, `gaussianNaiveBayes/${part}`).data)).toBeLessThan(1e-9);
  }); // prettier-ignore

  it('tells classes apart by their counts alone while all rows are equal, and is never NaN', async () => {
    const model = gaussianNaiveBayes(vector('x', 2), label(), { classes: 3 });
    const told = await learned(
      learn(model),
      [0, 1, 1, 1].map(label => ({ x: [5, 5], label })),
    );
    expect(distance(told[3]!.prediction.data, [1 / 3, 2 / 3, 0])).toBeLessThan(1e-15);
    expect(told.map(({ loss }) => loss).slice(0, 2)).toEqual([Math.log(3), -Math.log(2 ** -52)]);
    expect(distance(predictor(model.prediction)({ x: [1e3, -1e3] }).data, [0.25, 0.75, 0])).toBeLessThan(1e-9);
    expect([...predictor(model.prediction)({ x: [1e200, -1e200] }).data].every(Number.isFinite)).toBe(true);
  });
});

describe('multinomialNaiveBayes', () => {
  const { x, labels, weights, runs } = reference.multinomial;
  const records = x.map((row, i) => ({
    x: row,
    'words.indices': Int32Array.from(row.flatMap((count, j) => (count > 0 ? [j] : []))),
    'words.values': Float64Array.from(row.filter(count => count > 0)),
    label: labels[i]!,
    w: weights[i]!,
  }));
  const words = () => ({
    indices: input('words.indices', ['n'], { dtype: 'int32', unique: true, padding: -1 }) as never,
    values: input('words.values', ['n'], { dtype: 'float64', padding: 0 }) as never,
    size: 6,
  });

  it.each(runs.flatMap((run, i) => [['dense', i, run], ['sparse', i, run]] as const))('has scikit-learn’s probabilities after each row: %s %d', async (kind, _, { alpha, weighted, probabilities }) => {
    const weight = weighted ? scalar('w') : undefined;
    const model = multinomialNaiveBayes(kind === 'dense' ? vector('x', 6) : words(), label(), { classes: 3, alpha, weight });
    const told = await learned(learn(model), records);
    expect([...told[0]!.prediction.data]).toEqual([1 / 3, 1 / 3, 1 / 3]);
    probabilities.forEach((wanted, i) => expect(distance(told[i + 1]!.prediction.data, wanted)).toBeLessThan(1e-12));
  }); // prettier-ignore

  it('learns from batches what their rows would teach', async () => {
    const rows = learn(multinomialNaiveBayes(vector('x', 6), label(), { classes: 3 }));
    await learned(rows as never, records);
    const batched = learn(multinomialNaiveBayes(input('x', ['batch', 6], 'float64'), input('label', ['batch'], 'int32'), { classes: 3 }));
    await learned(batched as never, [{ x: x.slice(0, 50), label: labels.slice(0, 50) }, { x: x.slice(50), label: labels.slice(50) }]);
    for (const part of ['counts', 'features', 'totals'])
      expect(stateOf(batched as never, `multinomialNaiveBayes/${part}`).toArray()).toEqual(stateOf(rows as never, `multinomialNaiveBayes/${part}`).toArray());
  }); // prettier-ignore

  it('refuses labels that are no class and features below 0, and nothing is lost', async () => {
    const learning = learn(multinomialNaiveBayes(vector('x', 2), label(), { classes: 2 }), { onBadRecord: 'skip' });
    const told = await learned(learning, [{ x: [1, 0], label: 0 }, { x: [-1, 0], label: 0 }, { x: [1, 0], label: 2 }, { x: [0, 1], label: 1 }]);
    expect(told.map(({ step }) => step)).toEqual([1, 2]);
    expect(() => multinomialNaiveBayes(vector('x', 2), scalar('label'), { classes: 2 })).toThrow('multinomialNaiveBayes: labels must be int32');
    expect(() => multinomialNaiveBayes(vector('x', 2), label(), { classes: 2, alpha: 0 })).toThrow('multinomialNaiveBayes: alpha must be finite and above 0, got 0. Try 1.');
    expect(() => multinomialNaiveBayes(vector('x', 2), label(), { classes: 0 })).toThrow('multinomialNaiveBayes: classes must be a whole number of at least 1, got 0. Try 2.');
  }); // prettier-ignore
});

/** Sequential k-means as its formula has it. */
function naive(rows: Rows, { clusters, forgetting = 1 }: OnlineKMeansOptions) {
  const [centers, counts, told] = [[] as number[][], [] as number[], [] as { prediction: number; loss: number }[]];
  for (const x of rows) {
    const distances = centers.map(center => center.reduce((sum, c, j) => sum + (x[j]! - c) ** 2, 0));
    const least = Math.min(...distances);
    const nearest = Math.max(0, distances.indexOf(least));
    told.push({ prediction: nearest, loss: centers.length === 0 ? 0 : least });
    const at = least > 0 && centers.length < clusters ? centers.length : nearest;
    centers[at] ??= x.map(() => 0);
    counts[at] = (counts[at] ?? 0) * forgetting + 1;
    centers[at] = centers[at]!.map((c, j) => c + (x[j]! - c) / counts[at]!);
  }
  return { centers, told };
}

describe('onlineKMeans', () => {
  const { x, starts, nearest, centers } = reference.kMeans;
  const records = x.map(row => ({ x: row }));

  it('has scikit-learn’s centers from given starts, with batches of one row', async () => {
    const model = onlineKMeans(vector('x', 2), { clusters: 3, starts });
    let compared = 0;
    const told = await learned(learn(model), records, rows => {
      const at = reference.kept.indexOf(rows);
      if (at < 0) return;
      expect(distance(read(model.centers as Node).data, centers[at]!.flat())).toBeLessThan(1e-12);
      compared++;
    });
    expect(compared).toBe(reference.kept.length);
    expect(told.map(({ prediction }) => prediction)).toEqual(nearest);
  });

  it.each([1, 0.9])('follows its formula from the first rows that differ: forgetting %d', async forgetting => {
    const rows = [x[0]!, x[0]!, x[1]!, x[0]!, ...x.slice(1)];
    const model = onlineKMeans(vector('x', 2), { clusters: 4, forgetting });
    const told = await learned(learn(model), rows.map(row => ({ x: row }))); // prettier-ignore
    const wanted = naive(rows, { clusters: 4, forgetting });
    expect(read(model.centers as Node).toArray()).toEqual(wanted.centers);
    expect(told.map(({ prediction, loss }) => ({ prediction, loss }))).toEqual(wanted.told);
    expect(told[5]!.target.data).toEqual(Float64Array.from(rows[5]!));
  });

  test.prop([fc.array(fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -1, max: 1 })), { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 6 }), fc.constantFrom(1, 0.5)], { numRuns: 30 })('follows it through rows that come again and centers that are equally near', async (rows, clusters, forgetting) => {
    const model = onlineKMeans(vector('x', 2), { clusters, forgetting });
    const told = await learned(learn(model), rows.map(row => ({ x: row })));
    const wanted = naive(rows, { clusters, forgetting });
    expect(told.map(({ prediction, loss }) => ({ prediction, loss }))).toEqual(wanted.told);
    expect((read(model.centers as Node).toArray() as number[][]).slice(0, wanted.centers.length)).toEqual(wanted.centers);
  }); // prettier-ignore

  it('refuses what it cannot do', () => {
    const make = (options: object, x: Node = vector('x', 2) as never) => () => onlineKMeans(x as never, options as never);
    expect(make({ clusters: 0 })).toThrow('onlineKMeans: clusters must be a whole number of at least 1, got 0. Try 8.');
    expect(make({ clusters: 2, starts: [[1, 2]] })).toThrow('onlineKMeans: starts must be [2, 2], got [1, 2]. Give one row for each cluster.');
    expect(make({ clusters: 1, starts: [[1, NaN]] })).toThrow('onlineKMeans: starts must be finite');
    expect(make({ clusters: 1, forgetting: 2 })).toThrow('onlineKMeans: forgetting must be above 0 and at most 1, got 2.');
    expect(make({ clusters: 1 }, input('x', ['batch', 2]) as never)).toThrow('onlineKMeans: examples must come one by one');
  }); // prettier-ignore
});

it('learnRows has the bits of learn for each model', async () => {
  const { x, labels } = reference.gaussian;
  const rows = x.map((row, i) => ({ x: row, y: row[0]! + row[2]!, label: labels[i]!, counts: row.map(value => Math.abs(Math.round(value))) })); // prettier-ignore
  const columns = { x: tensor(x.flat(), { shape: [x.length, 3], dtype: 'float64' }), y: rows.map(({ y }) => y), label: labels, counts: rows.map(({ counts }) => counts) }; // prettier-ignore
  for (const make of [
    () => recursiveLeastSquares(vector('x', 3), scalar('y'), { forgetting: 0.99 }),
    () => gaussianNaiveBayes(vector('x', 3), label(), { classes: 3 }),
    () => multinomialNaiveBayes(vector('counts', 3), label(), { classes: 3 }),
    () => onlineKMeans(vector('x', 3), { clusters: 5 }),
  ]) {
    const one = await lastValueFrom(from(rows).pipe(learn(make() as never) as never, toArray())) as Outcome[]; // prettier-ignore
    const all = await lastValueFrom(from([columns]).pipe(learnRows(make() as Model)));
    expect([...all.losses.data]).toEqual(one.map(({ loss }) => loss));
    expect([...all.prediction.data]).toEqual(one.flatMap(({ prediction }) => (typeof prediction === 'number' ? [prediction] : [...prediction.data]))); // prettier-ignore
  }
});
