/** A dot above the place that it stands for. */
export interface StackedDot {
  readonly x: number;
  /** The number of dots below it. */
  readonly level: number;
}

/** Stacks dots at places on a line, so that none lies on another: each at the lowest level where there is room for it. */
export function stackedDots(places: readonly number[], diameter: number): StackedDot[] {
  const ends: number[] = [];
  return [...places]
    .sort((a, b) => a - b)
    .map(x => {
      const free = ends.findIndex(end => x >= end);
      const level = free < 0 ? ends.length : free;
      ends[level] = x + diameter;
      return { x, level };
    });
}
