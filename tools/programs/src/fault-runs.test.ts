import { afterEach, expect, it, vi } from 'vitest';
import { faultRunsOf, someOf } from './fault-runs.ts';

const moments = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

afterEach(() => vi.unstubAllEnvs());

it('all runs are made unless the environment asks for fewer', () => {
  vi.stubEnv('FAULT_RUNS', undefined);
  expect([faultRunsOf(30), someOf(moments)]).toEqual([30, moments]);
  vi.stubEnv('FAULT_RUNS', '30');
  expect(someOf(moments)).toEqual(moments);
});

it('fewer runs reach from the first moment to the last', () => {
  vi.stubEnv('FAULT_RUNS', '5');
  expect([faultRunsOf(30), someOf(moments)]).toEqual([5, [1, 3, 5, 7, 10]]);
  vi.stubEnv('FAULT_RUNS', '1');
  expect(someOf(moments)).toEqual([1]);
});

it.each(['0', '2.5', 'few'])('FAULT_RUNS=%s is refused, as no run would be made', runs => {
  vi.stubEnv('FAULT_RUNS', runs);
  expect(() => someOf(moments)).toThrow(`FAULT_RUNS must be a whole number of at least 1, got ${runs}`);
});
