import { readFileSync } from 'node:fs';
import { fromIterable } from '@thalweg/data';
import { firstValueFrom, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { permutationImportance } from '../index.ts';

interface Reference {
  readonly repeats: number;
  readonly rows: readonly (readonly [number, number, number, number])[];
  readonly targets: readonly number[];
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

const file = new URL('../../../../tools/laws/reference/importances.json', import.meta.url);
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;
const rows = reference.rows.map(([a, b, c, d], i) => ({ a, b, c, d, y: reference.targets[i]! }));

const REPEATS = 2000;

describe('permutationImportance and scikit-learn', () => {
  it('agree on means and deviations, within the error of their draws', async () => {
    const measure = (found: typeof rows): number =>
      found.reduce((sum, { a, b, c, y }) => sum + (2 * a - b + a * c - y) ** 2, 0) / found.length;
    const { columns } = await firstValueFrom(
      fromIterable(rows).pipe(
        permutationImportance(
          found => {
            const list: typeof rows = [];
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
