import type { FromTheTop } from './tell.ts';

/** Returns the share of pairs of class 1 and class 0 in which class 1 has the higher score, ties by half, by weight. */
export function orderedPairs(fromTheTop: FromTheTop): number {
  let onesAbove = 0;
  let allZeros = 0;
  let ordered = 0;
  fromTheTop((ones, zeros) => {
    ordered += zeros * (onesAbove + ones / 2);
    onesAbove += ones;
    allZeros += zeros;
  });
  return Math.min(1, ordered / (onesAbove * allZeros));
}
