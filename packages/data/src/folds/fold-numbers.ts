import type { LabelCodes } from '../internal/label-codes.ts';

/** Deals rows to folds as runs of neighbours, whose sizes differ by at most one: the first ones are larger. */
export function foldsBySize(length: number, k: number): Int32Array {
  const larger = length % k;
  const size = Math.floor(length / k);
  const ofLarger = larger * (size + 1);
  return Int32Array.from({ length }, (_, at) =>
    at < ofLarger ? Math.floor(at / (size + 1)) : larger + Math.floor((at - ofLarger) / size),
  );
}

/**
 * Deals the rows of each class to folds. The rows are counted off in the order of their classes, so that the folds differ by at
 * most one row in each class and as a whole.
 */
export function foldsByClass({ codes, counts }: LabelCodes, k: number): Int32Array {
  let first = 0;
  const sizes = counts.map(count => {
    const perFold = Array.from({ length: k }, (_, fold) => countedOff(first, first + count, fold, k));
    first += count;
    return perFold;
  });
  const filling = counts.map(() => 0);
  return codes.map(code => {
    const left = sizes[code]!;
    while (left[filling[code]!] === 0) filling[code]!++;
    left[filling[code]!]!--;
    return filling[code]!;
  });
}

/** The whole numbers from `from` to `to − 1` that leave the remainder `fold` when divided by `k`. */
function countedOff(from: number, to: number, fold: number, k: number): number {
  const below = (limit: number): number => Math.ceil(Math.max(0, limit - fold) / k);
  return below(to) - below(from);
}

/** Deals whole groups to folds, the largest first, each to the fold with the fewest rows. */
export function foldsByGroup({ codes, counts }: LabelCodes, k: number): Int32Array {
  const sizes = new Array<number>(k).fill(0);
  const foldOf = new Int32Array(counts.length);
  for (const group of bySize(counts)) {
    const lightest = sizes.indexOf(Math.min(...sizes));
    foldOf[group] = lightest;
    sizes[lightest]! += counts[group]!;
  }
  return codes.map(code => foldOf[code]!);
}

function bySize(counts: readonly number[]): number[] {
  return counts.map((_, group) => group).sort((a, b) => counts[b]! - counts[a]! || a - b);
}

/**
 * Deals whole groups to folds so that the shares of the classes stay alike: groups with the most uneven classes first, each to
 * the fold that leaves the smallest mean deviation of the shares; of equal ones, to the fold with the fewest rows.
 */
export function foldsByGroupAndClass(groups: LabelCodes, classes: LabelCodes, k: number): Int32Array {
  const inGroup = groups.counts.map(() => new Array<number>(classes.counts.length).fill(0));
  groups.codes.forEach((group, at) => inGroup[group]![classes.codes[at]!]!++);
  const spread = inGroup.map(deviation);
  const order = spread.map((_, group) => group).sort((a, b) => spread[b]! - spread[a]! || a - b);
  const inFold = Array.from({ length: k }, () => new Array<number>(classes.counts.length).fill(0));
  const foldOf = new Int32Array(inGroup.length);
  for (const group of order) {
    const fold = bestFold(inFold, inGroup[group]!, classes.counts);
    foldOf[group] = fold;
    inFold[fold] = sum(inFold[fold]!, inGroup[group]!);
  }
  return groups.codes.map(group => foldOf[group]!);
}

function bestFold(inFold: readonly number[][], added: readonly number[], counts: readonly number[]): number {
  let [best, least, fewest] = [0, Infinity, Infinity];
  inFold.forEach((before, fold) => {
    const after = inFold.map((own, other) => (other === fold ? sum(before, added) : own));
    const uneven = mean(counts.map((count, code) => deviation(after.map(own => own[code]! / count))));
    const rows = after[fold]!.reduce((total, count) => total + count, 0);
    const alike = Math.abs(uneven - least) <= 1e-8 + 1e-5 * least;
    if (!(uneven < least || (alike && rows < fewest))) return;
    [best, least, fewest] = [fold, uneven, rows];
  });
  return best;
}

function sum(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, at) => value + b[at]!);
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** The population's standard deviation. */
function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map(value => (value - centre) ** 2)));
}
