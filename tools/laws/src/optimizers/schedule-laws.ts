import { describe, it } from 'vitest';
import {
  countsTheStepsOfARun,
  hasTheRatesOfItsFormula,
  hasTheSameRates,
  resumesWithTheSameRates,
} from './laws/rates.ts';
import { hasReferenceOrReason, refusesInWords } from './laws/refusals.ts';
import type { ScheduleRow } from './laws/schedule-row.ts';

/**
 * Holds a schedule against the laws of schedules: one suite of tests for a row.
 *
 * @example
 * scheduleLaws({
 *   name: 'halving',
 *   make: () => halving(0.1),
 *   formula: step => 0.1 / 2 ** (step - 1),
 *   noReference: 'nobody else has it',
 *   refuses: [[() => halving(-1), 'must be finite and at least 0, got -1']],
 * });
 */
export function scheduleLaws(row: ScheduleRow): void {
  const { name, variant, rates, noReference, refuses } = row;
  describe(variant === undefined ? name : `${name} ${variant}`, () => {
    it('has the rates of its formula', () => hasTheRatesOfItsFormula(row));
    it('has reference rates, or says why not', () => hasReferenceOrReason(rates, noReference));
    if (rates !== undefined) it('has the reference’s rates', () => hasTheSameRates(row, rates));
    it('counts the steps of a run', () => countsTheStepsOfARun(row));
    it('resumes after any step with the rates that were to come', () => resumesWithTheSameRates(row));
    it('refuses bad options in words', () => refusesInWords(refuses));
  });
}
