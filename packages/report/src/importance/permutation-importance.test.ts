import { readFileSync } from 'node:fs';
import { batch, DataError, fromColumns, fromIterable, map } from '@thalweg/data';
import { add, input, mean, mul, type Node, square, sub } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { evaluate } from '@thalweg/train';
import { firstValueFrom, lastValueFrom, NEVER, of, Subject, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type ImportanceMeasure, permutationImportance } from '../index.ts';

interface Row {
  readonly a: number;
  readonly b: number;
  readonly y: number;
}

const rows: Row[] = Array.from({ length: 60 }, (_, i) => {
  const [a, b] = [Math.sin(i), Math.cos(3 * i)];
  return { a, b, y: 3 * a + 0.5 * b };
});

/** The mean squared error of 3a + b/2, by which all values of y are exact. */
const error: ImportanceMeasure<Row> = found => {
  const [a, b, y] = ['a', 'b', 'y'].map(name => input(name, ['batch'], 'float64') as Node);
  const loss = mean(square(sub(add(mul(a!, 3), mul(b!, 0.5)), y!))) as Node<readonly []>;
  return found.pipe(
    batch(16),
    evaluate({ loss }),
    map(({ loss }) => loss),
  );
};

const seed = 1;

describe('permutationImportance', () => {
  it('has the mean that theory gives: twice the variance of what the column adds', async () => {
    const columns = ['a', 'b'];
    const options = { columns, seed, repeats: 400, better: 'lower' } as const;
    const found = await firstValueFrom(fromIterable(rows).pipe(permutationImportance(error, options)));
    expect(found.measured).toBeCloseTo(0, 12);
    for (const [i, weight] of [3, 0.5].entries()) {
      // Each value gets one of all n with equal chances, so E[(x − x′)²] = 2 Σ(x − x̄)² / n.
      const values = rows.map(row => weight * row[columns[i] as 'a' | 'b']);
      const center = values.reduce((sum, value) => sum + value, 0) / values.length;
      const expected = (2 * values.reduce((sum, value) => sum + (value - center) ** 2, 0)) / values.length;
      const { mean, deviation, repeats } = found.columns[i]!;
      expect(repeats).toHaveLength(400);
      expect(Math.abs(mean - expected)).toBeLessThan((4 * deviation) / Math.sqrt(400));
      expect(deviation).toBeCloseTo(Math.sqrt(repeats.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 400), 12);
    }
  });

  it('is 0 for a column that the model does not read, and the measure is of the rows unchanged', async () => {
    const extra = rows.map((row, i) => ({ ...row, noise: i }));
    const read: ImportanceMeasure<(typeof extra)[number]> = error as never;
    const found = await firstValueFrom(
      fromIterable(extra).pipe(permutationImportance(read, { columns: ['noise'], seed })),
    );
    expect(found.columns).toEqual([{ column: 'noise', mean: 0, deviation: 0, repeats: [0, 0, 0, 0, 0] }]);
  });

  it('permutes one column at a time, keeps its values, and leaves the rows as they were', async () => {
    const before = structuredClone(rows);
    const seen: Row[][] = [];
    const look: ImportanceMeasure<Row> = async found => {
      const list: Row[] = [];
      await lastValueFrom(found.pipe(map(row => list.push(row))));
      seen.push(list);
      return list.length;
    };
    await firstValueFrom(of(...rows).pipe(permutationImportance(look, { columns: ['a'], seed, repeats: 2 })));
    expect(seen).toHaveLength(3);
    expect(seen[0]).toEqual(rows);
    const sorted = (list: readonly Row[]): number[] => list.map(({ a }) => a).sort((x, y) => x - y);
    for (const list of seen.slice(1)) {
      expect(list.map(({ b, y }) => [b, y])).toEqual(rows.map(({ b, y }) => [b, y]));
      expect(list.map(({ a }) => a)).not.toEqual(rows.map(({ a }) => a));
      expect(sorted(list)).toEqual(sorted(rows));
    }
    expect(seen[1]).not.toEqual(seen[2]);
    expect(rows).toEqual(before);
  });

  it('has the same bits for the same seed, whatever other columns are measured', async () => {
    const run = (columns: string[], seed: number) =>
      firstValueFrom(fromIterable(rows).pipe(permutationImportance(error, { columns, seed, better: 'lower' })));
    const [both, b, other] = [await run(['a', 'b'], 3), await run(['b'], 3), await run(['b'], 4)];
    expect(both.columns[1]).toEqual(b.columns[0]);
    expect(other.columns[0]).not.toEqual(b.columns[0]);
  });

  it('reads rows of columns, and compares a measure of which more is better', async () => {
    const table = fromColumns({ a: Float64Array.of(1, 2, 3), y: Float64Array.of(1, 2, 3) });
    const right: ImportanceMeasure<{ a: number; y: number }> = async found => {
      let count = 0;
      await lastValueFrom(found.pipe(map(({ a, y }) => (count += Number(a === y)))));
      return count / 3;
    };
    const { measured, columns } = await firstValueFrom(
      table.pipe(permutationImportance(right as never, { columns: ['a'], seed, repeats: 50 })),
    );
    // On average, one of n values keeps its place.
    expect(measured).toBe(1);
    expect(Math.abs(columns[0]!.mean - 2 / 3)).toBeLessThan((4 * columns[0]!.deviation) / Math.sqrt(50));
  });

  it('stops measuring when it is unsubscribed, and releases the source', () => {
    const source$ = new Subject<Row>();
    let measuring = 0;
    const endless: ImportanceMeasure<Row> = () => {
      measuring++;
      return NEVER;
    };
    const options = { columns: ['a'], seed };
    const subscription = source$.pipe(permutationImportance(endless, options)).subscribe();
    expect(source$.observed).toBe(true);
    source$.next(rows[0]!);
    source$.complete();
    expect(measuring).toBe(1);
    subscription.unsubscribe();
    const early = new Subject<Row>();
    early.pipe(permutationImportance(endless, options)).subscribe().unsubscribe();
    expect(early.observed).toBe(false);
  });

  it('refuses what it cannot measure, in words', async () => {
    const run = (measure: ImportanceMeasure<Row>, columns = ['a'], list = rows) =>
      firstValueFrom(fromIterable(list).pipe(permutationImportance(measure, { columns, seed })));
    await expect(run(error, ['a'], [])).rejects.toThrow(DataError);
    await expect(run(error, ['age'])).rejects.toThrow(
      'every row must have a column age, got a row with a, b, y. Check the names of the columns.',
    );
    await expect(run(() => of(undefined))).rejects.toThrow('the measure must emit a number, got undefined');
    await expect(run(() => of())).rejects.toThrow('the measure must emit a number');
    await expect(run(() => throwError(() => new Error('mine')))).rejects.toThrow('mine');
    expect(() => permutationImportance(error, { columns: [], seed })).toThrow(ContractError);
    expect(() => permutationImportance(error, { columns: ['a'], seed, repeats: 0 })).toThrow(ContractError);
    expect(() => permutationImportance(error, { columns: ['a'], seed, better: 'less' as never })).toThrow('lower');
    expect(() => permutationImportance(error, { columns: ['a'] } as never)).toThrow(ContractError);
  });
});

interface Reference {
  readonly repeats: number;
  readonly rows: readonly (readonly [number, number, number, number])[];
  readonly targets: readonly number[];
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

const file = new URL('../../../../tools/laws/reference/importances.json', import.meta.url);

const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;

const givenRows = reference.rows.map(([a, b, c, d], i) => ({ a, b, c, d, y: reference.targets[i]! }));

const REPEATS = 2000;

describe('permutationImportance and scikit-learn', () => {
  it('agree on means and deviations, within the error of their draws', async () => {
    const measure = (found: typeof givenRows): number =>
      found.reduce((sum, { a, b, c, y }) => sum + (2 * a - b + a * c - y) ** 2, 0) / found.length;
    const { columns } = await firstValueFrom(
      fromIterable(givenRows).pipe(
        permutationImportance(
          found => {
            const list: typeof givenRows = [];
            found.subscribe(row => list.push(row));
            return of(measure(list));
          },
          { columns: ['a', 'b', 'c', 'd'], seed: 2, repeats: REPEATS, better: 'lower' },
        ),
      ),
    );
    for (const [i, { mean, deviation }] of columns.entries()) {
      const spread = reference.deviations[i]!;
      const error = spread * Math.sqrt(1 / REPEATS + 1 / reference.repeats);
      expect(Math.abs(mean - reference.means[i]!)).toBeLessThanOrEqual(4 * error);
      // The relative error of a deviation is about 1/√(2n).
      expect(Math.abs(deviation - spread)).toBeLessThanOrEqual(6 * spread * Math.sqrt(1 / (2 * REPEATS)));
    }
    expect(columns[3]).toMatchObject({ mean: 0, deviation: 0 });
    expect(columns[0]!.mean).toBeGreaterThan(3);
  });
});
