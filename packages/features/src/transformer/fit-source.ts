import { DataError, Dataset } from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { isObservable, type Observable } from 'rxjs';
import { eachItem, eachPulled, type Aborting } from './each-item.ts';
import type { Fitting } from './fitting.ts';
import type { Fields } from './placed.ts';

/** Options of {@link fitSource}. */
interface FitSourceOptions {
  /** Throws for a first record that lacks a field. */
  readonly checkFields: (record: Fields) => void;
  readonly signal: Aborting | undefined;
}

/**
 * Adds the rows of a source to a fit: those of the first epoch of a dataset, as tables if it has them, or all that an observable
 * emits.
 */
export async function fitSource(
  fitting: Fitting,
  source: Observable<object>,
  { checkFields, signal }: FitSourceOptions,
): Promise<void> {
  if (!isObservable(source))
    throw new ContractError(
      'fit',
      'the source must be a dataset or an observable',
      printed(source),
      'Try fromIterable(rows).',
    );
  const tables = source instanceof Dataset ? (source as Dataset<object>).reader.tables : undefined;
  if (tables !== undefined) return eachPulled(tables.read(0, 0), table => fitting.addTable(table), signal);
  const add = (record: object): void => {
    if (fitting.rows === 0) checkFields(record as Fields);
    try {
      fitting.addRecord(record as Fields);
    } catch (error) {
      throw inRow(error, fitting.rows);
    }
  };
  return eachItem(source, add, signal);
}

/** The error of a row, with its number. */
function inRow(error: unknown, row: number): unknown {
  if (!(error instanceof DataError) || error.row !== undefined) return error;
  const { subject, requirement, given, advice } = error;
  return new DataError(subject, requirement, `${given} in row ${row}`, advice, { row, cause: error });
}
