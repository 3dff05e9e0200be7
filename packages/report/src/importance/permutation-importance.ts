import { DataError, fromIterable, type Dataset } from '@thalweg/data';
import { ContractError, foldIn, key, permutation, type Key } from '@thalweg/tensor';
import { functionOf, oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import {
  concatMap,
  defer,
  from,
  last,
  map,
  range,
  switchMap,
  toArray,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import type { Importance, Importances } from './importance.ts';

/** Options of {@link permutationImportance}. */
export interface PermutationImportanceOptions {
  /** The names of the columns whose importance is measured. */
  readonly columns: readonly string[];
  readonly seed: number;
  /** The number of permutations of each column, 5 by default. */
  readonly repeats?: number;
  /** `'higher'`, the default, for measures such as accuracy; `'lower'` for a loss. */
  readonly better?: 'higher' | 'lower';
}

/** Measures a model on a dataset, such as `rows => rows.pipe(batch(500), evaluate({ loss }), map(({ loss }) => loss))`. */
export type ImportanceMeasure<R> = (rows: Dataset<R>) => ObservableInput<number | undefined>;

/**
 * Measures how much a model depends on columns: the values of one column are permuted over the rows, and the difference
 * from the measure without a change is the importance. It keeps all rows in memory, emits once, and stops when it is
 * unsubscribed. The permutations depend on the seed, the name of the column and the number of the repeat alone.
 *
 * Columns with the same information replace each other, so the importance of each is small.
 *
 * - **Throws** `ContractError` for an unknown option or value of one, or a seed that is missing
 * - **Stream errors** `DataError` if there are no rows, a row has no such column, or the measure emits no number; errors of
 *   the source and of the measure
 * - **Source** Breiman, "Random Forests", 2001, §10
 *
 * @example
 * const measure = rows => rows.pipe(batch(500), evaluate({ accuracy }), map(found => found.accuracy));
 * test.pipe(permutationImportance(measure, { columns: ['age', 'city'], seed: 1 })).subscribe(…)
 */
export function permutationImportance<R extends object>(
  measure: ImportanceMeasure<R>,
  options: PermutationImportanceOptions,
): (rows: Observable<R>) => Observable<Importances> {
  const { columns, seed, repeats, better } = checked(options);
  functionOf('permutationImportance', 'the measure', measure);
  const root = foldIn(key(seed), 'permutationImportance');
  const sign = better === 'higher' ? 1 : -1;
  const importancesIn = (rows: R[]): Observable<Importances> => {
    checkColumns(rows, columns);
    return measured(measure, rows).pipe(
      switchMap(before =>
        from(columns).pipe(
          concatMap(column =>
            range(0, repeats).pipe(
              concatMap(repeat => measured(measure, permuted(rows, column, foldIn(foldIn(root, column), repeat)))),
              map(after => sign * (before - after)),
              toArray(),
              map(differences => importanceOf(column, differences)),
            ),
          ),
          toArray(),
          map(importances => ({ measured: before, columns: importances })),
        ),
      ),
    );
  };
  return rows => rows.pipe(toArray(), switchMap(importancesIn));
}

function checked(options: PermutationImportanceOptions): Required<PermutationImportanceOptions> {
  const defaults = { columns: undefined, seed: undefined, repeats: 5, better: 'higher' as const };
  const { columns, seed, repeats, better } = optionsOf('permutationImportance', options, defaults);
  if (!Array.isArray(columns) || columns.length === 0)
    throw new ContractError(
      'permutationImportance',
      'columns must be a list of names',
      printed(columns),
      "Try { columns: ['age'] }.",
    );
  if (!Number.isSafeInteger(repeats) || repeats < 1)
    throw new ContractError(
      'permutationImportance',
      'repeats must be a whole number of at least 1',
      String(repeats),
      'Try 5.',
    );
  return { columns, seed, repeats, better: oneOf('permutationImportance', better, ['higher', 'lower'], 'better') };
}

function checkColumns(rows: readonly object[], columns: readonly string[]): void {
  if (rows.length === 0)
    throw new DataError('permutationImportance', 'there must be rows', 'none', 'Check the source.');
  const wrong = rows.find(row => typeof row !== 'object' || row === null);
  if (wrong !== undefined)
    throw new DataError(
      'permutationImportance',
      'rows must be records with columns',
      printed(wrong),
      'Map each to an object before.',
    );
  for (const column of columns)
    if (!rows.every(row => column in row))
      throw new DataError(
        'permutationImportance',
        `every row must have a column ${column}`,
        `a row with ${Object.keys(rows.find(row => !(column in row))!).join(', ')}`,
        'Check the names of the columns.',
      );
}

function measured<R>(measure: ImportanceMeasure<R>, rows: readonly R[]): Observable<number> {
  return defer(() => from(measure(fromIterable(rows)))).pipe(
    last(undefined, undefined),
    map(value => {
      if (typeof value === 'number') return value;
      throw new DataError(
        'permutationImportance',
        'the measure must emit a number',
        printed(value),
        'Take one from the evaluation, as map(({ loss }) => loss) does.',
      );
    }),
  );
}

function permuted<R extends object>(rows: readonly R[], column: string, order: Key): R[] {
  const name = column as keyof R;
  const places = permutation(order, rows.length);
  return rows.map((row, i) => ({ ...row, [name]: rows[places[i]!]![name] }));
}

function importanceOf(column: string, repeats: readonly number[]): Importance {
  const mean = repeats.reduce((sum, value) => sum + value, 0) / repeats.length;
  const variance = repeats.reduce((sum, value) => sum + (value - mean) ** 2, 0) / repeats.length;
  return { column, mean, deviation: Math.sqrt(variance), repeats };
}
