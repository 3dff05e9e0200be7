import fc from 'fast-check';
import type { Kill, Schedule, Stall } from './simulated-cluster.ts';

/** Any moment, each as probable as another one. */
const time = (most: number): fc.Arbitrary<number> => fc.noBias(fc.nat(most));

const kills: fc.Arbitrary<Kill> = fc.record({
  role: fc.constantFrom('worker', 'leader'),
  index: fc.nat(1),
  at: time(800),
  down: time(800),
  fresh: fc.boolean(),
});

const stalls: fc.Arbitrary<Stall> = fc.record({
  role: fc.constantFrom('worker', 'leader'),
  index: fc.nat(1),
  at: time(800),
  lasts: time(1500),
});

/** Clusters of one to three workers and one or two leaders, with faults of all kinds. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.nat(1e6),
  workers: fc.integer({ min: 1, max: 3 }),
  leaders: fc.integer({ min: 1, max: 2 }),
  rounds: fc.integer({ min: 3, max: 8 }),
  every: fc.integer({ min: 1, max: 4 }),
  compress: fc.constantFrom('none', '8bit'),
  stateEvery: fc.integer({ min: 1, max: 4 }),
  patience: fc.constantFrom(50, 500, 5000),
  faults: fc.record({
    delay: fc.constantFrom(10, 30),
    unavailable: fc.constantFrom(0, 0.02, 0.1),
    duplicate: fc.constantFrom(0, 0.2),
    flipStored: fc.constantFrom(0, 0.05),
    flipRead: fc.constantFrom(0, 0.02),
    unfenced: fc.boolean(),
  }),
  kills: fc.array(kills, { minLength: 1, maxLength: 6 }),
  stalls: fc.array(stalls, { maxLength: 4 }),
});
