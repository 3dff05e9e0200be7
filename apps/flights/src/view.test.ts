import { describe, expect, it } from 'vitest';
import type { Result } from './run.ts';
import { resultLines } from './view.ts';

const figures = { auc: 0.6837123456789, logLoss: 0.6210987654321 };
const stream = { baseRate: figures, table: figures, plain: figures, logistic: figures, factorization: figures, network: figures }; // prettier-ignore
const result: Result = { flights: 20000, withoutDelay: 1234, late: 0.29312345678, stream, batches: stream, seconds: 4.0123456789 }; // prettier-ignore
const linesAt = (columns: number): string[] =>
  resultLines(result, { json: false, report: 'report.html', columns }).split('\n');

describe('the result of a run', () => {
  it.each([40, 80, 200])('fits into %d columns', columns => {
    const lines = linesAt(columns);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(lines.join('\n')).not.toMatch(/\d\.\d{5}/);
    expect(lines.at(-1)).toBe('Pictures: report.html');
  });

  it('has borders where they fit, and is a list in a terminal of 40 columns', () => {
    expect(linesAt(200)[0]).toMatch(/^┌─+┬/);
    expect(linesAt(80)[0]).toMatch(/^second half of the flights {2}stream: AUC {2}log loss {2}batches: AUC {2}log loss$/);
    expect(linesAt(40).slice(0, 4)).toEqual([
      'second half of the flights',
      'base rate',
      '  stream: AUC   0.6837',
      '  log loss      0.6211',
    ]);
  }); // prettier-ignore
});
