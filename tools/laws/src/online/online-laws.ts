import { fc } from '@fast-check/vitest';
import { takenRuns } from '@thalweg/drawn';
import { describe, it } from 'vitest';
import { givesOf, learnsNothingOfNothing, refusesAndGoesOn, takesFurtherFields } from './laws/edges.ts';
import { staysWithinItsBound } from './laws/memory.ts';
import { readingNeverLearns } from './laws/reading.ts';
import { goesOnAsIfUnbroken, leavesWhatItSaved, unbroken } from './laws/resume.ts';
import { titleOf, type OnlineRow } from './laws/online-row.ts';

/** Items of a run, and how often and where it may be broken. */
const LENGTH = 150;
const cuts = fc.uniqueArray(fc.nat(LENGTH), { minLength: 1, maxLength: 3 });

/**
 * Holds an operator that learns from a stream without end against the laws of these: one suite of tests for a row. That the
 * heap stays where it is has a suite of its own, as it takes 10⁵ items.
 *
 * @example
 * onlineLaws({ name: 'count', make: () => ({ operator: count, parts: { count } }), item: number => number, bound: 300 });
 */
export function onlineLaws<T>(row: OnlineRow<T>): void {
  const { gives = {}, refuses = {}, furtherFields, make } = row;
  describe(titleOf(row), () => {
    it('goes on from a file as if there had been no break, wherever that is', async () => {
      const whole = await unbroken(row, LENGTH);
      for (const cut of [0, 1, LENGTH]) await goesOnAsIfUnbroken(row, [cut], whole);
      await fc.assert(
        fc.asyncProperty(cuts, where => goesOnAsIfUnbroken(row, where, whole)),
        { numRuns: takenRuns(8) },
      );
    });
    it('leaves what it saved as it was', () => leavesWhatItSaved(row));
    it('keeps its state within a bound', () => staysWithinItsBound(row));
    it('learns nothing of nothing', () => learnsNothingOfNothing(row));
    it.each(Object.entries(gives))('gives what it should of %s', (_, example) => givesOf(row, example));
    it.each(Object.entries(refuses))('refuses %s, and is as it was', (_, item) => refusesAndGoesOn(row, item));
    it.each(Object.keys(make().readings ?? {}))('learns nothing when it is looked at: %s', name =>
      readingNeverLearns(row, learner => learner.readings![name]!),
    );
    if (furtherFields !== undefined)
      it('takes records with further fields', () => takesFurtherFields(row, furtherFields));
  });
}
