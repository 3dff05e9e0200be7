import { landingRows } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import { learnRecall, RECALL_RUN, type RecallRun, recallStream } from './learn-recall.ts';

// `main.ts` prints the curves.
const SEEDS = landingRows('seeds of recall', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

/** The accuracies of all seeds in the last tenth of the events. */
const lastOf = (run: Partial<RecallRun> = {}): number[] =>
  SEEDS.map(seed => learnRecall({ ...RECALL_RUN, ...run }, seed).at(-1)!);

describe('a symbol that is asked for after 50 to 60 events of noise', () => {
  it('comes at least 50 events before it is asked for, in one stream', () => {
    const next = recallStream(RECALL_RUN.task, 1);
    let shown = 0;
    const delays = new Set<number>();
    for (let event = 0; event < 20_000; event++) {
      const { x, symbol, asked } = next();
      if (x[0] !== 0) {
        expect(x[0]).toBe(2 * symbol - 1);
        shown = event;
      }
      if (asked === 1) delays.add(event - shown);
      expect(x[1]).toBe(asked);
    }
    expect([Math.min(...delays), Math.max(...delays), delays.size]).toEqual([50, 60, 11]);
  });

  it('is learned with traces, by each seed, from 60 thousand events', () => {
    expect(Math.min(...lastOf())).toBeGreaterThan(0.95);
  });

  it('is not learned by a gradient that ends at the event, by none of the seeds', () => {
    expect(Math.max(...lastOf({ gradient: 1 }))).toBeLessThan(0.7);
  });

  it('control: without noise that learner learns it too, as the new cell remembers enough', () => {
    expect(Math.min(...lastOf({ gradient: 1, task: { ...RECALL_RUN.task, noise: 0 } }))).toBeGreaterThan(0.9);
  });
});
