import type { Flights } from '../data/flights.ts';

/** The rows to learn from, and those to predict. */
export interface TimeSplit {
  readonly training: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Splits flights in the middle of their order. The training rows are those flights of the first half that had landed when the
 * first flight of the second half left: the labels of the others were not known at that moment.
 */
export function timeSplit({ rows, departure, landing }: Flights): TimeSplit {
  const half = Math.floor(rows / 2);
  const all = new Uint32Array(rows).map((_, row) => row);
  return {
    training: all.subarray(0, half).filter(row => landing[row]! <= departure[half]!),
    test: all.subarray(half),
  };
}
