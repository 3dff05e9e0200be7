/** A prediction and its residual. */
export interface Residual {
  readonly x: number;
  readonly y: number;
}

/** Neighbouring predictions, and their residuals in figures. */
export interface ResidualGroup {
  readonly x: number;
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
}

const GROUPS = 10;

/** Returns ten groups of equal size, or fewer, of residuals by their predictions. Equal predictions stay together. */
export function residualGroups(residuals: readonly Residual[]): ResidualGroup[] {
  const sorted = [...residuals].sort((a, b) => a.x - b.x);
  const groups: ResidualGroup[] = [];
  for (let start = 0, group = 1; start < sorted.length; group++) {
    let end = Math.max(start + 1, Math.round((group * sorted.length) / GROUPS));
    while (end < sorted.length && sorted[end]!.x === sorted[end - 1]!.x) end++;
    groups.push(groupOf(sorted.slice(start, end)));
    start = end;
  }
  return groups;
}

function groupOf(residuals: readonly Residual[]): ResidualGroup {
  const count = residuals.length;
  let [x, sum, low, high] = [0, 0, Infinity, -Infinity];
  for (const residual of residuals) {
    x += residual.x;
    sum += residual.y;
    low = Math.min(low, residual.y);
    high = Math.max(high, residual.y);
  }
  const mean = sum / count;
  const variance = residuals.reduce((total, { y }) => total + (y - mean) ** 2, 0) / count;
  return {
    x: x / count,
    from: residuals[0]!.x,
    to: residuals.at(-1)!.x,
    count,
    mean,
    deviation: Math.sqrt(variance),
    low,
    high,
  };
}
