import { afterEach, expect, it, vi } from 'vitest';
import { drawnMoments, faultRunsOf, someOf } from './fault-runs.ts';

const moments = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

afterEach(() => vi.unstubAllEnvs());

it('all runs are made unless the environment asks for fewer', () => {
  vi.stubEnv('FAULT_RUNS', undefined);
  expect([faultRunsOf(30), someOf(moments)]).toEqual([30, moments]);
  vi.stubEnv('FAULT_RUNS', '30');
  expect(someOf(moments)).toEqual(moments);
});

it('fewer runs are drawn by a seed, in their order', () => {
  vi.stubEnv('FAULT_RUNS', '5');
  vi.stubEnv('LAWS_SEED', 'one');
  const drawn = someOf(moments);
  expect(drawn).toHaveLength(5);
  expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b));
  expect(moments).toEqual(expect.arrayContaining([...drawn]));
  expect(someOf(moments)).toEqual(drawn);
  expect(drawnMoments()).toBe('moments drawn by LAWS_SEED=one');
});

it('each moment is drawn by some seed', () => {
  vi.stubEnv('FAULT_RUNS', '1');
  const found = Array.from({ length: 100 }, (_, seed) => {
    vi.stubEnv('LAWS_SEED', String(seed));
    return someOf(moments)[0]!;
  });
  expect([...new Set(found)].sort((a, b) => a - b)).toEqual(moments);
});

it.each(['0', '2.5', 'few'])('FAULT_RUNS=%s is refused, as no run would be made', runs => {
  vi.stubEnv('FAULT_RUNS', runs);
  expect(() => someOf(moments)).toThrow(`FAULT_RUNS must be a whole number of at least 1, got ${runs}`);
});
