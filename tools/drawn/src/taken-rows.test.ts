import { afterEach, describe, expect, it, vi } from 'vitest';

/** The functions as a run with other settings has them. */
async function inRun(settings: Readonly<Record<string, string>>) {
  vi.resetModules();
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  return import('./index.ts');
}

const rows = Array.from({ length: 100 }, (_, n) => ({ n, name: n < 90 ? 'many' : `one ${n}` }));
const taken = async (seed: string) =>
  (await inRun({ LAWS_ROWS: 'drawn', LAWS_SEED: seed })).draw('rows', rows, ({ name }) => name).rows;

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

  it('are all in the full run, as are random runs', async () => {
    const { draw, takenRuns } = await inRun({ LAWS_ROWS: 'all', LAWS_SEED: 'a' });
    expect(draw('rows', rows, ({ name }) => name)).toEqual({ rows, left: 0 });
    expect([takenRuns(60), takenRuns(1)]).toEqual([60, 1]);
    expect((await inRun({ LAWS_ROWS: 'drawn' })).takenRuns(60)).toBe(8);
  });
});
