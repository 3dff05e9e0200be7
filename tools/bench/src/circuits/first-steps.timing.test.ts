import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { CIRCUIT_FORMS } from './circuit-forms.ts';
import { firstSteps, type FirstSteps } from './first-steps.ts';

const [SMALL, LARGE] = [2_500, 10_000];
const ROUNDS = 3;
/** The milliseconds that `work` takes on the machine that the limits are for, while nothing else uses it. */
const WORK = 28;

/** Takes time as a plan does: for many small objects, each found by another one. */
function work(): number {
  const began = performance.now();
  const known = new Map<object, object>();
  let last: object = {};
  for (let n = 0; n < 200_000; n++) {
    const next = { last: known.get(last), n };
    known.set(next, [last, n]);
    last = next;
  }
  expect(known.size).toBe(200_000);
  return performance.now() - began;
}

/** The least of the times of some rounds: what else the machine does only adds to them. */
function least(rounds: readonly FirstSteps[], time: (round: FirstSteps) => number): number {
  return Math.min(...rounds.map(time));
}

describe.each(Object.keys(CIRCUIT_FORMS))('the first steps of a model of 10,000 nodes: %s', { retry: 2 }, form => {
  it.each([
    ['interpreted', undefined],
    ['compiled', wasm],
  ] as const)(
    'take time in proportion to the nodes, 2 s and then 1.2 µs a node at most, %s',
    (how, runner) => {
      const small: FirstSteps[] = [];
      const large: FirstSteps[] = [];
      const works: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        works.push(work());
        small.push(firstSteps(form, SMALL, runner?.()));
        large.push(firstSteps(form, LARGE, runner?.()));
        works.push(work());
      }
      // The limits are longer while other programs use the machine.
      const slower = Math.max(1, works.reduce((sum, one) => sum + one, 0) / works.length / WORK);
      const [few, many] = [small, large].map(rounds => least(rounds, ({ first }) => first)) as [number, number];
      const second = 1000 * least(large, ({ second, nodesOfStep }) => second / nodesOfStep);
      console.log(
        `${form}, ${how}: ${few.toFixed(0)} ms for ${SMALL} nodes, ${many.toFixed(0)} ms for ${LARGE}, which are ` +
          `${large[0]!.nodesOfStep} of a step; the second step ${second.toFixed(2)} µs a node; limits times ${slower.toFixed(2)}`,
      );
      // If the time grew with the square of the nodes, it would be 16 times as long.
      expect(many / few).toBeLessThan((2 * LARGE) / SMALL);
      expect(many).toBeLessThan(2_000 * slower);
      expect(second).toBeLessThan(1.2 * slower);
    },
    240_000,
  );
});
