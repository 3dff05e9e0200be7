import Table from 'cli-table3';
import type { Figures } from './measure/figures.ts';
import { titles } from './report/titles.ts';
import type { Result } from './run.ts';
import type { Settings } from './settings.ts';
import { predictors } from './stream/predicted.ts';

/** Formats the result of a run: a table for people, or one JSON object. */
export function resultLines(result: Result, { json, report }: Pick<Settings, 'json' | 'report'>): string {
  if (json) return JSON.stringify(result);
  const { flights, withoutDelay, late, stream, seconds } = result;
  const batches: Readonly<Record<string, Figures>> = result.batches;
  const table = new Table({
    style: { head: [], border: [], compact: true },
    head: ['second half of the flights', 'stream: AUC', 'log loss', 'batches: AUC', 'log loss'],
  });
  for (const name of predictors) table.push([titles[name], ...shown(stream[name]), ...shown(batches[name])]);
  const left = withoutDelay === 0 ? '' : ` (${countText(withoutDelay)} more have no delay)`;
  const summary = `${countText(flights)} flights${left}, ${(100 * late).toFixed(1)} % late, in ${seconds.toFixed(1)} s.`;
  return `${table.toString()}\n\n${summary} Pictures: ${report}`;
}

function countText(count: number): string {
  return count.toLocaleString('en-US');
}

function shown(figures: Figures | undefined): readonly string[] {
  return figures === undefined ? ['–', '–'] : [figures.auc.toFixed(4), figures.logLoss.toFixed(4)];
}
