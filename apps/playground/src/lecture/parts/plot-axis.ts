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
