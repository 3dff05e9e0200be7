import { input, read } from '@thalweg/graph';
import { learnRows, recursiveLeastSquares } from '@thalweg/online';
import { encodeSnapshot, snapshot, wireOf } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { heapMeasure } from './laws/heap-measure.ts';
import { ruleColumns, ruleModels } from './testing/rule-models.ts';

const ROWS = 1000;
const CHUNKS = Array.from({ length: 20 }, (_, i) => ruleColumns(ROWS * i, ROWS));

it.each(Object.entries(ruleModels))('a million events leave heap and state of %s where they were', async (_, make) => {
  const learning = learnRows(make(), { runner: wasm() });
  const events$ = new Subject<object>();
  let last = 0;
  events$.pipe(learning).subscribe(({ step }) => (last = step));
  const push = async (chunks: number): Promise<{ heap: number; state: number }> => {
    for (let i = 0; i < chunks; i++) {
      events$.next(CHUNKS[i % CHUNKS.length]!);
      if (i % 50 === 0) await heapMeasure.turn();
    }
    await heapMeasure.turn();
    return { heap: heapMeasure.heap(), state: encodeSnapshot(snapshot({ learning })).length };
  };
  // The engine compiles, and keeps what it learns of the code, until then.
  const warm = await push(1000);
  const after = await push(1000);
  expect(last).toBe(2000 * ROWS);
  expect(after.heap - warm.heap).toBeLessThan(200_000);
  // Only the digits of the step and of the loss differ.
  expect(Math.abs(after.state - warm.state)).toBeLessThan(32);
});

/** Solves `a w = b` by elimination with pivots. */
function solved(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i]!]);
  const size = rows.length;
  for (let k = 0; k < size; k++) {
    const pivot = rows.slice(k).reduce((best, row) => (Math.abs(row[k]!) > Math.abs(best[k]!) ? row : best));
    rows.splice(rows.indexOf(pivot), 1, rows[k]!);
    rows[k] = pivot;
    for (let i = k + 1; i < size; i++) {
      const factor = rows[i]![k]! / pivot[k]!;
      for (let j = k; j <= size; j++) rows[i]![j]! -= factor * pivot[j]!;
    }
  }
  const w = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i--)
    w[i] = (rows[i]![size]! - w.reduce((sum, value, j) => sum + (j > i ? rows[i]![j]! * value : 0), 0)) / rows[i]![i]!;
  return w;
}

it('after 300,000 rows, recursive least squares have the weights of batch ridge regression', () => {
  const model = recursiveLeastSquares(input('x', [4], 'float64'), input('y', [], 'float64'), { regularization: 0.1 });
  const learning = learnRows(model, { runner: wasm() });
  const events$ = new Subject<object>();
  events$.pipe(learning).subscribe();
  const size = 5;
  const a = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 0.1 : 0)));
  const b = new Array<number>(size).fill(0);
  for (let chunk = 0; chunk < 300; chunk++) {
    const columns = CHUNKS[chunk % CHUNKS.length]!;
    events$.next(columns);
    for (let row = 0; row < ROWS; row++) {
      const x = [...columns.x.data.subarray(4 * row, 4 * row + 4), 1];
      for (let i = 0; i < size; i++) {
        b[i]! += x[i]! * columns.y.data[row]!;
        for (let j = 0; j < size; j++) a[i]![j]! += x[i]! * x[j]!;
      }
    }
  }
  const wanted = solved(a, b);
  read(wireOf(learning, 'recursiveLeastSquares/weights')).data.forEach((weight, i) =>
    expect(Math.abs(weight - wanted[i]!)).toBeLessThan(1e-10),
  );
});
