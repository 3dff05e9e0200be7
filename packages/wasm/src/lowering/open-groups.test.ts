import { describe, expect, it } from 'vitest';
import { Candidates } from './open-groups.ts';

describe('candidates', () => {
  it('are those under a key that are open, in the order in which they were added', () => {
    const open = new Set([1, 2, 3, 4]);
    const candidates = new Candidates<string, number>(item => open.has(item));
    for (const item of open) candidates.add(item < 4 ? 'a' : 'b', item);
    open.delete(2);
    expect(candidates.of('a')).toEqual([1, 3]);
    expect(candidates.of('b')).toEqual([4]);
    expect(candidates.of('c')).toEqual([]);
  });

  it('are the last 32 of many', () => {
    const candidates = new Candidates<string, number>(() => true);
    for (let item = 0; item < 1_000; item++) candidates.add('a', item);
    expect(candidates.of('a')).toEqual(Array.from({ length: 32 }, (_, n) => 968 + n));
  });
});
