import type { ClassificationReport, ClassScores } from './class-scores.ts';

const HEADERS = ['precision', 'recall', 'f1-score', 'support'];

const LONGEST = 'weighted avg';

/** Returns a table of scores by class, as scikit-learn prints it. */
export function classTable({ classes, accuracy, macro, weighted }: ClassificationReport): string {
  const width = Math.max(LONGEST.length, ...classes.map(({ label }) => label.length));
  const line = (name: string, cells: readonly string[]): string =>
    `${name.padStart(width)} ${cells.map(cell => ` ${cell.padStart(9)}`).join('')}`;
  const row = (name: string, { precision, recall, f1, support }: ClassScores): string =>
    line(name, [...[precision, recall, f1].map(score => score.toFixed(2)), shown(support)]);
  return [
    line('', HEADERS),
    '',
    ...classes.map(scores => row(scores.label, scores)),
    '',
    line('accuracy', ['', '', accuracy.toFixed(2), shown(macro.support)]),
    row('macro avg', macro),
    row('weighted avg', weighted),
    '',
  ].join('\n');
}

/** Returns a weight as text, with two decimals at most. */
function shown(weight: number): string {
  return String(Math.round(weight * 100) / 100);
}

/** Returns a report that prints as a table: `toString` is not among its fields. */
export function withTable<T extends object>(report: T, print: (report: T) => string): T {
  return Object.defineProperty(report, 'toString', { value: () => print(report) });
}
