import { afterEach, describe, expect, it, vi } from 'vitest';

/** The functions as a run with other settings has them. */
async function inRun(settings: Readonly<Record<string, string>>) {
  vi.resetModules();
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  return import('./index.ts');
}

const rows = Array.from({ length: 100 }, (_, n) => ({ n, name: n < 90 ? 'many' : `one ${n}` }));
const taken = async (seed: string) =>
  (await inRun({ TEST_RUN: 'test', LAWS_SEED: seed })).drawIn(['test'], 'rows', rows, ({ name }) => name);

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

  it('are all in the full run and before a release, as are random runs', async () => {
    for (const run of ['full', 'release']) {
      const { takenRows, takenRuns } = await inRun({ TEST_RUN: run, LAWS_SEED: 'a' });
      expect(takenRows('rows', rows)).toEqual(rows);
      expect([takenRuns(60), takenRuns(1)]).toEqual([60, 1]);
    }
    expect((await inRun({ TEST_RUN: 'test' })).takenRuns(60)).toBe(8);
  });
});

describe('rows that take long each', () => {
  it('are an eighth before a landing, and all before a release', async () => {
    const takenIn = async (run: string) =>
      (await inRun({ TEST_RUN: run, LAWS_SEED: 'a' })).drawIn(['test', 'full'], 'rows', rows, () => '');
    expect(await takenIn('full')).toHaveLength(13);
    expect(await takenIn('release')).toEqual(rows);
    const { landingRows } = await inRun({ TEST_RUN: 'release' });
    expect(landingRows('rows', rows)).toEqual(rows);
  });
});
