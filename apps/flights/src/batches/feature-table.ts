import { paced } from '@thalweg/online';
import { filter, lastValueFrom, tap } from 'rxjs';
import { lateness, type Flights } from '../data/flights.ts';
import { flightFeatures, HASHED, NUMBERS, type Featured } from '../features/flight-features.ts';
import { recentDelays, type KnownDeparture } from '../features/recent-delays.ts';
import { departuresOf } from '../stream/departures.ts';
import { isDeparture } from '../stream/events.ts';
import { landings } from '../stream/landings.ts';

/** The number of features of a flight. */
const WIDTH = HASHED + NUMBERS;

/** The flights with what was known of each as it left, in columns. */
export type FeatureTable = Readonly<Record<string, FeatureColumn>>;

/** A column of a {@link FeatureTable}. */
export interface FeatureColumn {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

/** Options of {@link featureTable}. */
export interface FeatureTableOptions {
  readonly bits: number;
  /** Called with each departure, before its features are made. */
  readonly each: (departure: KnownDeparture) => void;
}

/**
 * Returns the flights with what was known of each as it left. The recent delays of a flight are those of the labels that had
 * arrived by then, so a table for batches has no look into the future either.
 */
export async function featureTable(flights: Flights, { bits, each }: FeatureTableOptions): Promise<FeatureTable> {
  const { rows, airports, origin, destination, hour, weekday } = flights;
  const { all } = flightFeatures({ bits, keep: ['flight'] });
  const indices = new Int32Array(rows * WIDTH);
  const values = new Float32Array(rows * WIDTH);
  const write = (featured: Featured): void => {
    const { flight } = featured;
    indices.set(featured['features.indices'], flight * WIDTH);
    values.set(featured['features.values'], flight * WIDTH);
  };
  const featured$ = paced(departuresOf(flights)).pipe(
    landings(flights),
    recentDelays(airports.length),
    filter(isDeparture),
    tap(each),
    all.apply(),
  );
  await lastValueFrom(featured$.pipe(tap(featured => write(featured as unknown as Featured))));
  return {
    'features.indices': { data: indices, shape: [WIDTH] },
    'features.values': { data: values, shape: [WIDTH] },
    origin: { data: origin, shape: [] },
    destination: { data: destination, shape: [] },
    hour: { data: hour, shape: [] },
    weekday: { data: weekday, shape: [] },
    late: { data: Float32Array.from(flights.delay, lateness), shape: [] },
  };
}
