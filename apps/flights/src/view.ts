import { fittedTable } from '@thalweg/programs/fitted-table';
import { wrappedText } from '@thalweg/programs/wrapped-text';
import type { Figures } from './measure/figures.ts';
import { titles } from './report/flights-report.ts';
import type { Result } from './run.ts';
import type { Settings } from './data/settings.ts';
import { predictors } from './stream/predicted.ts';

/** Options for formatting the result of a run. */
export interface ResultFormat extends Pick<Settings, 'json' | 'report'> {
  /** The columns that a line may have. */
  readonly columns: number;
}

/** Formats the result of a run: a table for people, or one JSON object. */
export function resultLines(result: Result, { json, report, columns }: ResultFormat): string {
  if (json) return JSON.stringify(result);
  const { flights, withoutDelay, late, stream, seconds } = result;
  const batches: Readonly<Record<string, Figures>> = result.batches;
  const head = ['second half of the flights', 'stream: AUC', 'log loss', 'batches: AUC', 'log loss'];
  const rows = predictors.map(name => [titles[name], ...shown(stream[name]), ...shown(batches[name])]);
  const left = withoutDelay === 0 ? '' : ` (${countText(withoutDelay)} more have no delay)`;
  const summary = `${countText(flights)} flights${left}, ${(100 * late).toFixed(1)} % late, in ${seconds.toFixed(1)} s in all.`;
  // The name of the file has a line of its own, so that no line ends within it.
  return `${fittedTable({ head, rows }, columns)}\n\n${wrappedText(summary, { columns })}\nPictures: ${report}`;
}

function countText(count: number): string {
  return count.toLocaleString('en-US');
}

function shown(figures: Figures | undefined): readonly string[] {
  return figures === undefined ? ['–', '–'] : [figures.auc.toFixed(4), figures.logLoss.toFixed(4)];
}
