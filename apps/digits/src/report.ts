import Table from 'cli-table3';
import type { Result } from './training.ts';

/** Formats the result of a run: tables for people, or one JSON object. */
export function resultLines({ confusion, ...figures }: Result, json: boolean): string {
  if (json) return JSON.stringify(figures);
  const { testAccuracy, finalLoss, seconds, examplesPerSecond, steps } = figures;
  return [
    confusionTable(confusion),
    '',
    `${steps} steps in ${seconds.toFixed(1)} s, ${Math.round(examplesPerSecond)} examples/s, final loss ${finalLoss}`,
    `test accuracy ${testAccuracy.toFixed(4)}`,
  ].join('\n');
}

/** Formats the confusion matrix: counts by digit and prediction, correct ones on the diagonal. */
function confusionTable(counts: Result['confusion']): string {
  const table = new Table({
    head: ['digit', ...counts.map((_, digit) => `→ ${digit}`)],
    colAligns: ['left', ...counts.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  counts.forEach((row, digit) => table.push([String(digit), ...row.map(count => (count === 0 ? '·' : String(count)))]));
  return table.toString();
}
