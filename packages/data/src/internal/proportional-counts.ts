/**
 * Returns how many of `size` rows each class gets, as near to its share of all rows as whole numbers allow: its share rounded
 * down, and one more for the classes with the largest remainders.
 */
export function proportionalCounts(counts: readonly number[], size: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const shares = counts.map(count => (total === 0 ? 0 : (count * size) / total));
  const given = shares.map(Math.floor);
  const left = size - given.reduce((sum, count) => sum + count, 0);
  shares
    .map((share, code) => ({ code, rest: share - given[code]! }))
    .sort((a, b) => b.rest - a.rest || a.code - b.code)
    .slice(0, left)
    .forEach(({ code }) => given[code]!++);
  return given;
}
