import { expect, it } from 'vitest';
import { runSchedules } from '../testing/run-schedules.ts';

it('holds over 500 schedules, in which everything happens that is counted', async () => {
  const happened = await runSchedules(500);
  for (const [name, count] of Object.entries(happened)) {
    // Nobody in these runs sends what does not fit, or leaves.
    const never = ['misfit', 'notFinite', 'left'].includes(name);
    expect([name, count > 0]).toEqual([name, !never]);
  }
  expect(happened.terms).toBeGreaterThan(550);
});
