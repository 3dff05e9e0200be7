import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Detector } from './detector.ts';

/** Options of {@link detectionReport}. */
export interface DetectionReportOptions {
  /** The number of values before each true change, in rising order. */
  readonly changes: readonly number[];
  /** A change counts as detected if a drift is reported within this many values of its beginning. */
  readonly horizon: number;
}

/** The performance of a detector on a stream with known changes. */
export interface DetectionReport {
  /** The number of the value at each reported drift, from 1. */
  readonly drifts: readonly number[];
  /** For each change, the number of values of the new regime until a drift was reported: from 1, `undefined` if missed. */
  readonly delays: readonly (number | undefined)[];
  /** The mean of the delays of the detected changes; `undefined` if there are none. */
  readonly meanDelay: number | undefined;
  /** The number of changes that were not reported within the horizon and before the next change. */
  readonly missed: number;
  /** The number of drifts reported outside all horizons. A second one within a horizon is neither a detection nor false. */
  readonly falseAlarms: number;
  /** False alarms per 1,000 of the values outside all horizons; 0 if there are no such values. */
  readonly falseAlarmRate: number;
}

/**
 * Runs a detector over a stream with known changes and reports how late it detected them, which it missed, and how often it
 * was wrong. Warnings do not count.
 *
 * - **Throws** `ContractError` for changes that do not rise or a horizon below 1; and errors of the detector
 * - **Source** delay, missed detections and false alarms as in Gama, Žliobaitė, Bifet, Pechenizkiy and Bouchachia, "A Survey on
 *   Concept Drift Adaptation", 2014, §4
 *
 * @example
 * const values = shiftingBernoulli({ seed: 7, length: 2000, levels: [0, 1], changes: [1000] });
 * detectionReport(hddmW(), values, { changes: [1000], horizon: 500 }).delays // => [11]
 */
export function detectionReport<S extends object>(
  { initial, step }: Detector<S>,
  values: Iterable<number>,
  options: DetectionReportOptions,
): DetectionReport {
  const { changes, horizon } = optionsOf('detectionReport', options, { changes: undefined, horizon: undefined });
  if (!changes.every((at, i) => Number.isSafeInteger(at) && at >= 0 && !(at <= changes[i - 1]!)))
    throw new ContractError(
      'detectionReport',
      'changes must be whole numbers in rising order',
      `[${changes.join(', ')}]`,
      'Sort them, each once.',
    );
  if (!(horizon >= 1))
    throw new ContractError('detectionReport', 'horizon must be at least 1', String(horizon), 'Try 500.');
  const state = initial();
  const drifts: number[] = [];
  const delays: (number | undefined)[] = changes.map(() => undefined);
  let [at, passed, outside, falseAlarms] = [0, 0, 0, 0];
  for (const value of values) {
    if (at === changes[passed]) passed++;
    at++;
    const since = at - (changes[passed - 1] ?? -Infinity);
    if (since > horizon) outside++;
    if (step(state, value) !== 'drift') continue;
    drifts.push(at);
    if (since > horizon) falseAlarms++;
    else delays[passed - 1] ??= since;
  }
  const found = delays.filter(delay => delay !== undefined);
  return {
    drifts,
    delays,
    meanDelay: found.length === 0 ? undefined : found.reduce((sum, delay) => sum + delay, 0) / found.length,
    missed: changes.length - found.length,
    falseAlarms,
    falseAlarmRate: outside === 0 ? 0 : (1000 * falseAlarms) / outside,
  };
}
