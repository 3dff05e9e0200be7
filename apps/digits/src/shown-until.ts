import { progressBar, type ProgressBarOptions } from '@thalweg/node';
import type { StepRecord } from '@thalweg/train';
import { pipe, takeUntil, type MonoTypeOperatorFunction, type Observable } from 'rxjs';

/** Options of {@link shownUntil}. */
export interface ShownUntilOptions extends Pick<ProgressBarOptions<StepRecord>, 'stream'> {
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
