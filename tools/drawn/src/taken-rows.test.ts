import { afterEach, describe, expect, it, vi } from 'vitest';

/** The functions as a run with other settings has them. */
async function inRun(settings: Readonly<Record<string, string>>) {
  vi.resetModules();
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  return import('./index.ts');
}

const shares = { test: 'eighth', full: 'others' } as const;
const rows = Array.from({ length: 100 }, (_, n) => ({ n, name: n < 90 ? 'many' : `one ${n}` }));
const taken = async (seed: string) =>
  (await inRun({ TEST_RUN: 'test', LAWS_SEED: seed })).drawIn(shares, 'rows', rows, ({ name }) => name);

afterEach(() => vi.unstubAllEnvs());

describe('rows that a run takes', () => {
  it('are an eighth of each group, and one at least', async () => {
    const names = (await taken('a')).map(({ name }) => name);
    expect(names.filter(name => name === 'many')).toHaveLength(12);
    expect(names.filter(name => name !== 'many')).toHaveLength(10);
  });

  it('are the same for the same seed, and others for another', async () => {
    const a = await taken('a');
    expect(await taken('a')).toEqual(a);
    expect(await taken('b')).not.toEqual(a);
  });

  it('are each taken by some seed', async () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 100; seed++) for (const { n } of await taken(`seed ${seed}`)) seen.add(n);
    expect(seen.size).toBe(100);
  });

  it('are in the full run those that the fast one leaves out, each once, even where a group has one', async () => {
    const takenIn = async (run: string) =>
      (await inRun({ TEST_RUN: run, LAWS_SEED: 'a' })).drawIn(shares, 'rows', rows, ({ name }) => name);
    const [fast, full] = [await takenIn('test'), await takenIn('full')];
    expect([...fast, ...full].sort((a, b) => a.n - b.n)).toEqual(rows);
    expect(await takenIn('release')).toEqual(rows);
  });

  it('are all by the seed `all`, in any run', async () => {
    for (const run of ['test', 'full', 'release']) {
      const { takenRows, landingRows, takenRuns } = await inRun({ TEST_RUN: run, LAWS_SEED: 'all' });
      expect(takenRows('rows', rows)).toEqual(rows);
      expect(landingRows('rows', rows)).toEqual(rows);
      expect(takenRuns(60)).toBe(60);
    }
  });

  it('of random runs are an eighth in the fast run, and all in the others', async () => {
    const runs = async (run: string) => (await inRun({ TEST_RUN: run, LAWS_SEED: 'a' })).takenRuns(60);
    expect([await runs('test'), await runs('full'), await runs('release')]).toEqual([8, 60, 60]);
  });
});

describe('rows that take long each', () => {
  it('are an eighth before a landing, and all before a release', async () => {
    const takenIn = async (run: string) =>
      (await inRun({ TEST_RUN: run, LAWS_SEED: 'a' })).drawIn({ full: 'eighth' }, 'rows', rows, () => '');
    expect(await takenIn('full')).toHaveLength(13);
    expect(await takenIn('release')).toEqual(rows);
    const { landingRows } = await inRun({ TEST_RUN: 'release' });
    expect(landingRows('rows', rows)).toEqual(rows);
  });
});
