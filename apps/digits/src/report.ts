import { progressBar, type ProgressBarOptions } from '@thalweg/node';
import { fittedTable } from '@thalweg/programs/fitted-table';
import { wrappedText } from '@thalweg/programs/wrapped-text';
import type { StepRecord } from '@thalweg/train';
import { type MonoTypeOperatorFunction, type Observable, pipe, takeUntil } from 'rxjs';

/** A message from the training process: the number of steps, some of the steps, the last one, and finally the result. */
export type TrainingEvent =
  | { readonly kind: 'start'; readonly steps: number }
  | { readonly kind: 'step'; readonly record: StepRecord }
  | { readonly kind: 'end'; readonly result: Result }
  | { readonly kind: 'error'; readonly message: string };

export interface Result {
  readonly testAccuracy: number;
  readonly finalLoss: number;
  /** The time spent in training. */
  readonly seconds: number;
  readonly examplesPerSecond: number;
  readonly steps: number;
  /** Counts by digit and prediction. */
  readonly confusion: readonly (readonly number[])[];
}

/** Options for formatting the result of a run. */
export interface ResultFormat {
  readonly json: boolean;
  /** The columns that a line may have. */
  readonly columns: number;
}

/** Formats the result of a run: tables for people, or one JSON object. The progress bar has told the time. */
export function resultLines({ confusion, ...figures }: Result, { json, columns }: ResultFormat): string {
  if (json) return JSON.stringify(figures);
  const { testAccuracy, finalLoss, examplesPerSecond, steps } = figures;
  const speed = `${Math.round(examplesPerSecond).toLocaleString('en-US')} examples/s`;
  return [
    confusionTable(confusion, columns),
    '',
    wrappedText(`${steps} steps, ${speed}, final loss ${finalLoss.toPrecision(4)}`, { columns }),
    `test accuracy ${testAccuracy.toFixed(4)}`,
  ].join('\n');
}

/** Formats the last step of a run that was stopped, of so many steps. */
export function stoppedAt(last: { readonly step: number; readonly loss: number } | undefined, steps: number | undefined): string {
  if (last === undefined) return 'Stopped before the first step.';
  return `Stopped after step ${last.step} of ${steps}: loss ${last.loss.toPrecision(4)}.`;
} // prettier-ignore

/** Formats the confusion matrix: counts by digit and prediction, correct ones on the diagonal. */
function confusionTable(counts: Result['confusion'], columns: number): string {
  const head = ['digit', ...counts.map((_, digit) => `→ ${digit}`)];
  const align = head.map((_, i) => (i === 0 ? ('left' as const) : ('right' as const)));
  const rows = counts.map((row, digit) => [String(digit), ...row.map(count => (count === 0 ? '·' : String(count)))]);
  return fittedTable({ head, rows, align, narrow: fewer => confusionList(counts, fewer) }, columns);
}

/** Formats the same as a line for each digit, with the most frequent mistakes first. */
function confusionList(counts: Result['confusion'], columns: number): string {
  const lines = counts.map((row, digit) => {
    const wrong = row
      .map((count, as) => ({ count, as }))
      .filter(({ count, as }) => count > 0 && as !== digit)
      .sort((a, b) => b.count - a.count);
    const all = row.reduce((sum, count) => sum + count, 0);
    const mistakes = wrong.map(({ count, as }) => `, ${count}→${as}`).join('');
    return wrappedText(`${digit}: ${row[digit]} of ${all}${mistakes}`, { columns, hang: '   ' });
  });
  return [wrappedText('digit: correct of all, mistakes→as what', { columns }), ...lines].join('\n');
}

/** Options of {@link shownUntil}. */
interface ShownUntilOptions extends Pick<ProgressBarOptions<StepRecord>, 'stream'> {
  /** Returns the number of steps, once it is known. */
  readonly total: () => number | undefined;
}

/**
 * Shows steps in the terminal, and passes them on until `stop$` emits. The bar leaves its line before the stream completes,
 * so whoever says something then has a line for it.
 */
export function shownUntil(stop$: Observable<unknown>, { total, stream }: ShownUntilOptions): MonoTypeOperatorFunction<StepRecord> {
  return pipe(takeUntil(stop$), progressBar({ label: 'digits', total, stream, withoutTerminal: 'lines' }));
} // prettier-ignore

/** The least milliseconds between two steps of an epoch that are sent. */
const INTERVAL = 100;

/**
 * Returns a function that tells some of the steps that it is called with: the first one, the first one of each epoch, and
 * otherwise ten in a second, since a view shows no more of them.
 */
export function toldSteps(tell: (record: StepRecord) => void): (record: StepRecord) => void {
  let due = -Infinity;
  let epoch: number | undefined;
  return record => {
    const now = performance.now();
    if (now < due && record.epoch === epoch) return;
    due = now + INTERVAL;
    ({ epoch } = record);
    tell(record);
  };
}
