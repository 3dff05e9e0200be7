import { fileURLToPath } from 'node:url';

/** Three million flights in 11 row groups, of the package `vega-datasets`. */
export const FLIGHTS = fileURLToPath(
  new URL('../../../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url),
);

/** The rows of a row group. */
export const GROUP = 272_727;
