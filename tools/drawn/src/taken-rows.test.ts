import { describe, expect, it } from 'vitest';
import { drawIn, landingRows, takenRows, takenRuns } from './index.ts';

const shares = { test: 'eighth', full: 'others' } as const;
const rows = Array.from({ length: 100 }, (_, n) => ({ n, name: n < 90 ? 'many' : `one ${n}` }));
const takenIn = (mode: string, seed = 'a') => drawIn(shares, 'rows', rows, ({ name }) => name, { mode, seed });

describe('rows that a run takes', () => {
  it('are an eighth of each group, and one at least', () => {
    const names = takenIn('test').map(({ name }) => name);
    expect(names.filter(name => name === 'many')).toHaveLength(12);
    expect(names.filter(name => name !== 'many')).toHaveLength(10);
  });

  it('are the same for the same seed, and others for another', () => {
    expect(takenIn('test', 'a')).toEqual(takenIn('test', 'a'));
    expect(takenIn('test', 'b')).not.toEqual(takenIn('test', 'a'));
  });

  it('are each taken by some seed', () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 100; seed++) for (const { n } of takenIn('test', `seed ${seed}`)) seen.add(n);
    expect(seen.size).toBe(100);
  });

  it('are in the full run those that the fast one leaves out, each once, even where a group has one', () => {
    expect([...takenIn('test'), ...takenIn('full')].sort((a, b) => a.n - b.n)).toEqual(rows);
    expect(takenIn('release')).toEqual(rows);
  });

  it.each(['test', 'full', 'release'])('are all by the seed `all`, in the run %s', mode => {
    const run = { mode, seed: 'all' };
    expect(takenRows('rows', rows, undefined, run)).toEqual(rows);
    expect(landingRows('rows', rows, undefined, run)).toEqual(rows);
    expect(takenRuns(60, run)).toBe(60);
  });

  it('of random runs are an eighth in the fast run, and all in the others', () => {
    expect(['test', 'full', 'release'].map(mode => takenRuns(60, { mode, seed: 'a' }))).toEqual([8, 60, 60]);
  });
});

describe('rows that take long each', () => {
  it('are an eighth before a landing, and all before a release', () => {
    const takenIn = (mode: string) => drawIn({ full: 'eighth' }, 'rows', rows, () => '', { mode, seed: 'a' });
    expect(takenIn('full')).toHaveLength(13);
    expect(takenIn('release')).toEqual(rows);
    expect(landingRows('rows', rows, undefined, { mode: 'release', seed: 'a' })).toEqual(rows);
  });
});
