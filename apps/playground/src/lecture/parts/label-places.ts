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
