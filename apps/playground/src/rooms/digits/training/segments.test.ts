import { describe, expect, it } from 'vitest';
import { type Branch, LAST_STEP, MOST_BRANCHES, type Plan } from './plan.ts';
import { type Checkpoint, Checkpoints } from './segments.ts';

/** All branches that there may be, each from the first weights to the last step. */
const choice = { step: 0, optimizer: 'adam', rate: 0.01 } as const;
const branches = Array.from({ length: MOST_BRANCHES }, (_, n): Branch => {
  return { parent: n === 0 ? undefined : 0, choices: [choice], last: LAST_STEP };
}) as unknown as Plan['branches'];
const at = (branch: number, step: number): Plan => ({ seed: 1, branches, place: { branch, step } });

/** A checkpoint that says where it was taken. */
const stateOf = (branch: number, step: number): Checkpoint => ({ branch, step }) as unknown as Checkpoint;

describe('the states that a training can go back to', () => {
  it('are the last ones before a place, on the way to it', () => {
    const states = new Checkpoints();
    for (let step = 0; step <= 1000; step++) states.offer(at(0, step), () => stateOf(0, step));
    expect(states.before(at(0, 0), { branch: 0, step: 999 })).toEqual({ step: 750, checkpoint: stateOf(0, 750) });
    expect(states.before(at(0, 0), { branch: 0, step: 1000 }).step).toBe(1000);
    expect(states.before(at(0, 0), { branch: 3, step: 600 })).toEqual({ step: 0, checkpoint: stateOf(0, 0) });
  });

  it('stay so few that eight branches fit, and still lead everywhere', () => {
    const states = new Checkpoints();
    const held = new Set<string>();
    for (let branch = 0; branch < MOST_BRANCHES; branch++)
      for (let step = branch === 0 ? 0 : 1; step <= LAST_STEP; step++)
        states.offer(at(branch, step), () => stateOf(branch, step));
    for (let branch = 0; branch < MOST_BRANCHES; branch++)
      for (let step = 0; step <= LAST_STEP; step += 50) {
        const { step: from, checkpoint } = states.before(at(0, 0), { branch, step });
        expect(from).toBeLessThanOrEqual(step);
        expect(step - from).toBeLessThanOrEqual(1000);
        expect(checkpoint).toEqual(stateOf(from === 0 ? 0 : branch, from));
        held.add(`${from === 0 ? 0 : branch}:${from}`);
      }
    expect(held.size).toBeLessThanOrEqual(48);
  });
});
