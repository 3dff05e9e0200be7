import { describe, it } from 'vitest';
import { passesErrorsOn, streamsWhatIsThrown } from './laws/errors.ts';
import { originsOf } from './laws/origins.ts';
import { givesWhatItShould, keepsItsOrder, mapsDatasets, subscribesAgain } from './laws/output.ts';
import {
  letsGoOfItsSource,
  stopsWhatIsEndless,
  stopsWhenLeft,
  waitsForASubscriber,
  waitsForItsSource,
} from './laws/release.ts';
import type { OperatorRow } from './laws/operator-row.ts';

/**
 * Holds a pipeable operator against the laws of operators: one suite of tests for a row.
 *
 * @example
 * operatorLaws({
 *   name: 'pairs',
 *   make: () => pairs(),
 *   item: number => number,
 *   oracle: items => items.slice(1).map((item, i) => [items[i], item]),
 * });
 */
export function operatorLaws<T>(row: OperatorRow<T>): void {
  const { name, variant, throwing, datasetsOnly = false } = row;
  describe(variant === undefined ? name : `${name} ${variant}`, () => {
    for (const origin of originsOf(row))
      describe(`on ${origin.name}`, () => {
        it.each([
          ['nothing', 0],
          ['one item', 1],
          ['many', 5],
        ])('gives of %s what it should, and completes once', (_, count) => givesWhatItShould(row, origin, count));
        it('gives a second subscriber what it should', () => subscribesAgain(row, origin));
        it('stops when its subscriber has enough', () => stopsWhenLeft(row, origin));
      });
    it('gives datasets of datasets or never', () => mapsDatasets(row));
    if (throwing !== undefined)
      it('gives what its function throws as an error of the stream', () => streamsWhatIsThrown(row, throwing));
    if (datasetsOnly) return;
    it('does nothing before somebody subscribes', () => waitsForASubscriber(row));
    it('waits for a source that never emits, and lets go of it', () => waitsForItsSource(row));
    it('passes an error of its source on, once', () => passesErrorsOn(row));
    it('lets go of its source after completion, error and early leave', () => letsGoOfItsSource(row));
    it('stops a source that would push for ever when its subscriber leaves', () => stopsWhatIsEndless(row));
    it('keeps the order when its subscriber feeds the source', () => keepsItsOrder(row));
  });
}
