import { DataError } from '@thalweg/data';
import { lastValueFrom, tap } from 'rxjs';
import { openTable } from './open-table.ts';
import { shippedTable } from './shipped-table.ts';

/**
 * Returns the longitude of each airport by its code: from a table with the columns `iata` and `longitude`, or from
 * `airports.csv` of vega-datasets.
 *
 * - **Throws** `DataError` for a longitude that is missing or beyond ±180
 */
export async function readAirports(path = shippedTable('airports.csv')): Promise<ReadonlyMap<string, number>> {
  const table = await openTable(path, { iata: 'text', longitude: 'number' });
  const longitudes = new Map<string, number>();
  const add = ({ iata, longitude }: Readonly<Record<string, unknown>>): void => {
    if (typeof longitude !== 'number' || !(Math.abs(longitude) <= 180))
      throw new DataError(
        path,
        'a longitude must be from −180 to 180',
        String(longitude),
        `Check that of ${String(iata)}.`,
      );
    longitudes.set(String(iata), longitude);
  };
  await lastValueFrom(table.pipe(tap(add)), { defaultValue: undefined });
  return longitudes;
}
