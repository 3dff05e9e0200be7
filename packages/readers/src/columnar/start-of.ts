import { DataError, type Place } from '@thalweg/data';

/** A file in parts, such as row groups or batches. */
export interface Parts {
  /** The name of the file. */
  readonly source: string;
  /** The name of a part in a place. */
  readonly part: string;
  /** The rows of each part. */
  readonly rows: readonly number[];
}

/** The start of a reading: a part, the row in it, and that row in the file. */
export interface Start {
  readonly part: number;
  readonly row: number;
  readonly index: number;
}

/**
 * Returns where the row `index` of a file lies, which is at `place` if that is given.
 *
 * - **Throws** `DataError` if the row does not lie at the place
 */
export function startOf(parts: Parts, index: number, place?: Place): Start {
  const { source, rows } = parts;
  let part = 0;
  let row = index;
  for (; part < rows.length && row >= rows[part]!; part++) row -= rows[part]!;
  if (place === undefined || isAt(place, parts, index)) return { part, row, index };
  throw new DataError(
    source,
    `row ${index} must lie where the position says`,
    JSON.stringify(place),
    'The file is not the one that the position was taken in: start again.',
    { source, row: index },
  );
}

/** Returns the place of a row of a part. */
export function placeIn({ part }: Parts, at: Omit<Start, 'index'>): Place {
  return { [part]: at.part, row: at.row };
}

/** The end of a part is the start of the next one. */
function isAt(place: Place, { part, rows }: Parts, index: number): boolean {
  const { [part]: number, row } = place as Readonly<Record<string, number>>;
  return rows.slice(0, number).reduce((sum, count) => sum + count, 0) + row! === index;
}
