import { columnTransformer, hash, passThrough } from '@thalweg/features';
import { recentFields } from './recent-delays.ts';

/** The features of a departure. */
export interface Featured {
  readonly flight: number;
  /** All features, sparse. */
  readonly 'features.indices': Int32Array;
  readonly 'features.values': Float32Array;
}

/** The number of hashed features of a flight. The numbers follow them: the distance and the recent delays. */
export const HASHED = 8;
export const NUMBERS = 1 + recentFields.length;

/** Numbers of airports, hours and weekdays, of which a network has vectors. */
const codes = ['origin', 'destination', 'hour', 'weekday'] as const;

/** Options of {@link flightFeatures}. */
export interface FlightFeaturesOptions {
  /** A hash of two columns has 2^bits features, one of a single column a quarter of that. */
  readonly bits: number;
  /** The fields that stay in the records besides those of {@link Featured} and the codes. */
  readonly keep: readonly string[];
}

/**
 * Returns the transformers of departures to features: hashes of airports, route, hour, weekday, distance and airport by hour,
 * then the distance and the recent delays as numbers. They learn nothing. `all` comes first; `plain`, for comparison, is
 * without the recent delays.
 */
export function flightFeatures({ bits, keep }: FlightFeaturesOptions) {
  const name = hash({ bits: Math.max(1, bits - 2) });
  const known = {
    origin: name,
    destination: name,
    hour: name,
    weekday: name,
    band: name,
    route: hash({ bits, from: ['origin', 'destination'] }),
    leaving: hash({ bits, from: ['origin', 'hour'] }),
    coming: hash({ bits, from: ['destination', 'hour'] }),
    distance: passThrough(),
  };
  const recent = Object.fromEntries(recentFields.map(field => [field, passThrough()]));
  const features = ['features.indices', 'features.values'];
  return {
    all: columnTransformer({ ...known, ...recent }, { keep: [...keep, ...codes, 'band', 'distance'] }),
    plain: columnTransformer(known, { into: 'plain', keep: [...keep, ...codes, ...features] }),
  };
}
