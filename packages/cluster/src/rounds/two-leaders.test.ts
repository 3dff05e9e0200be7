import { expect, it } from 'vitest';
import { expectReplay } from '../testing/expect-replay.ts';
import { runCluster, type Schedule } from '../testing/simulated-cluster.ts';

/** Two leaders, the first of which cannot write for long after it began. */
const stalled: Schedule = {
  seed: 1,
  workers: 2,
  leaders: 2,
  rounds: 12,
  every: 2,
  compress: 'none',
  stateEvery: 2,
  patience: 50,
  faults: { delay: 10 },
  kills: [],
  stalls: [{ role: 'leader', index: 0, at: 150, lasts: 500 }],
};

it.each([true, false])(
  'a leader that writes after another one took over decides nothing (log that cannot refuse: %s)',
  async unfenced => {
    const schedule = { ...stalled, faults: { ...stalled.faults, unfenced } };
    const run = await runCluster(schedule);
    const { counts } = await expectReplay(schedule, run);
    expect([...new Set(run.records.map(({ epoch }) => epoch))]).toEqual([1, 2]);
    expect(counts.deposed > 0).toBe(unfenced);
  },
);
