import { optionsOf } from '@thalweg/tensor/engine';
import { runsIn, type Run, type Runs } from '../runs/run.ts';
import type { ReportCell, ReportTable, TableSection } from '../sections/section.ts';
import { numberIn } from '../series/series.ts';
import type { TitleOptions } from './roc-chart.ts';

/** Numbers by name. */
type Figures = Readonly<Record<string, number>>;

/** Figures of a run under headings. */
interface Summary {
  readonly evaluation: Figures;
  readonly run: Figures;
  readonly training: Figures;
  readonly validation: Figures;
}

const HEADINGS: readonly (readonly [name: keyof Summary, heading: string])[] = [
  ['evaluation', 'Evaluation'],
  ['run', 'Run'],
  ['training', 'Last step'],
  ['validation', 'Last validation'],
];

/**
 * Returns a table of runs: the numbers of their evaluations, and the last values of their records.
 *
 * - **Throws** `ContractError` for an unknown option
 *
 * @example
 * summaryTable({ small: { evaluation: { count: 100, auc: 0.9 } } }).tables[0]?.rows // => [['count', 100], ['auc', 0.9]]
 */
export function summaryTable(runs: Runs, options?: TitleOptions): TableSection {
  const { title } = optionsOf('summaryTable', options, { title: 'Summary' });
  const all = runsIn('summaryTable', runs);
  const summaries = all.map(([, run]) => summaryOf(run));
  const tables = HEADINGS.flatMap(([name, heading]): ReportTable[] => {
    const figures = summaries.map(summary => summary[name]);
    const names = [...new Set(figures.flatMap(Object.keys))];
    const rows = names.map((name): ReportCell[] => [name, ...figures.map(own => own[name])]);
    return rows.length === 0 ? [] : [{ title: heading, columns: ['', ...all.map(([name]) => name)], rows }];
  });
  return { kind: 'table', title, tables };
}

function summaryOf({ records, evaluation: evaluated }: Required<Run>): Summary {
  const size: Record<string, number> = {};
  const training: Record<string, number> = {};
  const validation: Record<string, number> = {};
  const evaluation: Record<string, number> = {};
  let smallest = Infinity;
  for (const { step, epoch, examples, count, seconds, loss, metrics, validation: validated } of records) {
    keep(size, { steps: step, epochs: epoch, examples: examples ?? count, seconds });
    keep(training, { loss });
    keep(training, metrics);
    keep(validation, validated);
    smallest = Math.min(smallest, numberIn(validated, 'loss') ?? Infinity);
  }
  delete validation['count'];
  if (smallest < Infinity) validation['smallest loss'] = smallest;
  keepAll(evaluation, evaluated);
  return { evaluation, run: size, training, validation };
}

/** Writes the numbers of an evaluation into an object, and those of reports in it, such as of `regressionReport`. */
function keepAll(figures: Record<string, number>, evaluation: object | undefined): void {
  keep(figures, evaluation);
  for (const [name, value] of Object.entries(evaluation ?? {}) as [string, unknown][]) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) continue;
    const numbers = Object.entries(value).every(([, number]) => typeof number === 'number');
    if (numbers)
      keep(
        figures,
        Object.fromEntries(Object.entries(value).map(([key, number]) => [`${name}: ${key}`, number as number])),
      );
  }
}

/** Writes the numbers of an object into another. */
function keep(figures: Record<string, number>, values: unknown): void {
  if (typeof values !== 'object' || values === null) return;
  for (const name in values) {
    const value = (values as Readonly<Record<string, unknown>>)[name];
    if (typeof value === 'number') figures[name] = value;
  }
}
