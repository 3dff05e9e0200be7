/** An axis of a plot. It may run from large to small. */
export interface PlotAxis {
  readonly title: string;
  readonly from: number;
  readonly to: number;
  readonly logarithmic: boolean;
  /** The values that are written along it. */
  readonly ticks: readonly number[];
  /** Formats the value of a tick. */
  readonly text: (value: number) => string;
}

/** Returns the place of a value along an axis, from 0 to 1. What lies outside is moved to the nearer end. */
export function placeOnAxis({ from, to, logarithmic }: PlotAxis, value: number): number {
  const at = (one: number): number => (logarithmic ? Math.log10(Math.max(one, Number.MIN_VALUE)) : one);
  const share = (at(value) - at(from)) / (at(to) - at(from));
  return Math.min(Math.max(share, 0), 1);
}

/** A curve of a plot, with its label. */
export interface PlotCurve {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** A colour of the page, such as `var(--racer-6)`. */
  readonly colour: string;
  /** The point of the label; by default the label stands at the end of the curve. */
  readonly labelAt?: readonly [x: number, y: number];
  readonly anchor?: 'start' | 'middle' | 'end';
  /** True for a line that is only compared with. */
  readonly isDashed?: boolean;
  /** True for a line that is thinner. */
  readonly isFaint?: boolean;
  /** Dashes that leave room for those of other curves, where curves lie on each other. */
  readonly dashes?: { readonly lengths: string; readonly offset: number };
}

/** A marked point of a plot, with its number. */
export interface PlotDot {
  readonly at: readonly [x: number, y: number];
  readonly colour: string;
  readonly label: string;
  /** True if the number stands below the point. */
  readonly isBelow?: boolean;
}

/**
 * Returns the places of labels beside curves: as near as possible to where each belongs, in the same order, at least a line
 * apart, and within the bounds if there is room.
 */
export function labelPlaces(
  wanted: readonly number[],
  { line, least, most }: { readonly line: number; readonly least: number; readonly most: number },
): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!);
  // Without the lines between them, places must not fall: labels that are too close are pooled at their mean.
  const pools: { mean: number; count: number }[] = [];
  order.forEach((label, rank) => {
    let pool = { mean: wanted[label]! - rank * line, count: 1 };
    for (let last = pools.at(-1); last !== undefined && last.mean > pool.mean; last = pools.at(-1)) {
      pools.pop();
      const count = last.count + pool.count;
      pool = { mean: (last.mean * last.count + pool.mean * pool.count) / count, count };
    }
    pools.push(pool);
  });
  const last = most - (wanted.length - 1) * line;
  const means = pools.flatMap(({ mean, count }) =>
    new Array<number>(count).fill(Math.max(least, Math.min(mean, last))),
  );
  const places = [...wanted];
  order.forEach((label, rank) => (places[label] = means[rank]! + rank * line));
  return places;
}
