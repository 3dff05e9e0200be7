import { expect, it } from 'vitest';
import { cubicRoots } from './cubic-roots.ts';

it('finds the roots that a cubic was made of, the largest first', () => {
  // (t − 3)(t − 1)(t + 4)
  for (const [i, root] of cubicRoots(-13, 12).entries()) expect(root).toBeCloseTo([3, 1, -4][i]!, 14);
  // t³ − t
  for (const [i, root] of cubicRoots(-1, 0).entries()) expect(root).toBeCloseTo([1, 0, -1][i]!, 15);
});
