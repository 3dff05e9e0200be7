import { batch, fromIterable } from '@thalweg/data';
import type { Runner } from '@thalweg/graph';
import { logLoss } from '@thalweg/metrics';
import { permutationImportance, type Importances } from '@thalweg/report';
import { evaluate, measure } from '@thalweg/train';
import { lastValueFrom, map } from 'rxjs';
import { flightFeatures } from '../features/flight-features.ts';
import { recentFields } from '../features/recent-delays.ts';
import type { FlightModel } from '../models/flight-models.ts';
import { bandOf } from '../stream/departures.ts';
import type { BatchTables } from './batch-tables.ts';

/** The columns that are known at a departure. */
const columns = ['origin', 'destination', 'hour', 'weekday', 'distance', ...recentFields];

/** Options of {@link importances}. */
export interface ImportancesOptions {
  readonly bits: number;
  readonly seed: number;
  readonly runner: Runner | undefined;
}

/** Returns how much the log loss of a model of hashed features grows when a column is permuted. */
export function importances(
  { sample }: BatchTables,
  { model, late }: FlightModel<readonly ['batch']>,
  { bits, seed, runner }: ImportancesOptions,
): Promise<Importances> {
  const { all } = flightFeatures({ bits, keep: ['late'] });
  const loss = model.prediction.pipe(measure(logLoss(), late));
  const measured = permutationImportance<BatchTables['sample'][number]>(
    rows =>
      rows.pipe(
        map(row => ({ ...row, band: bandOf(row['distance']!) })),
        all.apply(),
        batch(500),
        evaluate({ loss }, { runner }),
        map(found => found.loss),
      ),
    { columns, seed, repeats: 3, better: 'lower' },
  );
  return lastValueFrom(fromIterable(sample).pipe(measured));
}
