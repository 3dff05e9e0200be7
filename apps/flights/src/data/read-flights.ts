import { DataError } from '@thalweg/data';
import { lastValueFrom, take, tap } from 'rxjs';
import type { Settings } from './settings.ts';
import type { Flights } from './flights.ts';
import { FlightRows } from './flight-rows.ts';
import { inOrder } from './in-order.ts';
import { openTable, readAirports, shippedTable } from './open-table.ts';

type TableSettings = Pick<
  Settings,
  'rows' | 'data' | 'airports' | 'date' | 'delay' | 'distance' | 'origin' | 'destination'
>;

/** The fewest flights of which two halves say something. */
const FEWEST = 1000;

/**
 * Reads the first rows of a table of flights, and puts them in the order of their departures. Flights without a delay, such as
 * cancelled ones, are left out and counted.
 *
 * - **Throws** `DataError` for a file or a column that is not there, a cell that does not fit, an airport without a longitude,
 *   and for fewer than 1,000 flights
 */
export async function readFlights(settings: TableSettings): Promise<Flights> {
  const { date, delay, distance, origin, destination, data = shippedTable('flights-3m.parquet') } = settings;
  const rows = new FlightRows(data, settings);
  const table = await openTable(data, {
    [date]: 'date',
    [delay]: 'number',
    [distance]: 'number',
    [origin]: 'category',
    [destination]: 'category',
  });
  const wanted = settings.rows === 'all' ? table : table.pipe(take(settings.rows));
  await lastValueFrom(wanted.pipe(tap(row => rows.add(row))), { defaultValue: undefined });
  const flights = rows.table();
  if (flights.rows < FEWEST)
    throw new DataError(
      data,
      `there must be at least ${FEWEST} flights with a delay`,
      String(flights.rows),
      'Take a longer table.',
    );
  return inOrder(flights, longitudesOf(flights.airports, await readAirports(settings.airports)));
}

function longitudesOf(airports: readonly string[], known: ReadonlyMap<string, number>): readonly number[] {
  return airports.map(code => {
    const longitude = known.get(code);
    if (longitude !== undefined) return longitude;
    const advice = 'Give a table with its iata and longitude: --airports FILE.';
    throw new DataError('airports', 'the longitude of each airport must be known', `'${code}'`, advice);
  });
}
