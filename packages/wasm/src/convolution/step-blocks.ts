import { MOST_STEPS } from '../product/cut.ts';

/** Parts of what a window has: from one row of it on so many, in the same way columns, and channels. */
export interface WindowPart {
  readonly rows: Part;
  readonly columns: Part;
  readonly channels: Part;
}

type Part = readonly [from: number, count: number];

/** Cuts windows into parts of at most {@link MOST_STEPS} elements, in their order; each is whole in all but its first axis. */
export function windowParts(rows: number, columns: number, channels: number): WindowPart[] {
  const all = (count: number): Part => [0, count];
  if (rows * columns * channels === 0) return [];
  if (columns * channels <= MOST_STEPS)
    return parts(rows, Math.floor(MOST_STEPS / (columns * channels))).map(part => ({
      rows: part,
      columns: all(columns),
      channels: all(channels),
    }));
  return parts(rows, 1).flatMap(row =>
    channels <= MOST_STEPS
      ? parts(columns, Math.floor(MOST_STEPS / channels)).map(part => ({
          rows: row,
          columns: part,
          channels: all(channels),
        }))
      : parts(columns, 1).flatMap(column =>
          parts(channels, MOST_STEPS).map(part => ({ rows: row, columns: column, channels: part })),
        ),
  );
}

function parts(total: number, most: number): Part[] {
  return Array.from({ length: Math.ceil(total / most) }, (_, n) => [n * most, Math.min(most, total - n * most)]);
}
