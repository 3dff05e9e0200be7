import type { Func } from '../assembler/func.ts';

/** Swaps rows and columns of the 4×4 matrix whose rows are in four locals. */
export function transpose4(f: Func, rows: readonly number[]): void {
  const [a, b, c, d] = rows as [number, number, number, number];
  const [low, high, low2, high2] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')];
  f.get(a).get(b).shuffle(0, 4, 1, 5).set(low);
  f.get(a).get(b).shuffle(2, 6, 3, 7).set(high);
  f.get(c).get(d).shuffle(0, 4, 1, 5).set(low2);
  f.get(c).get(d).shuffle(2, 6, 3, 7).set(high2);
  f.get(low).get(low2).shuffle(0, 1, 4, 5).set(a);
  f.get(low).get(low2).shuffle(2, 3, 6, 7).set(b);
  f.get(high).get(high2).shuffle(0, 1, 4, 5).set(c);
  f.get(high).get(high2).shuffle(2, 3, 6, 7).set(d);
}
