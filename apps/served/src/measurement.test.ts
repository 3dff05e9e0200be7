import { describe, expect, it } from 'vitest';
import { type PredictorFigures, reportLines } from './measurement.ts';

const latency = { mean: 3.3333333333, p50: 2, p99: 20, max: 54 };
const figures: PredictorFigures = { requests: 5882, perSecond: 2940.987654321, failed: 0, latency, slow: [{ at: 1000, took: 54 }], swaps: [] }; // prettier-ignore
const swaps = [{ version: 1, at: 990, accepted: true, staleness: 180.123456789 }];
const linesAt = (columns: number): string[] =>
  reportLines([{ ...figures, swaps } as PredictorFigures, figures], columns).split('\n');

describe('the figures of predictors', () => {
  it.each([40, 80, 200, Infinity])('fit into %d columns, without colours', columns => {
    const lines = linesAt(columns);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(lines.join('\n')).not.toMatch(/\x1b|NaN|\d\.\d/);
    expect(lines.at(-1)).toBe('5,882 requests a second');
  });

  it('are a table where it fits, else a list', () => {
    expect(linesAt(200).find(line => line.includes('predictor 1'))).toMatch(
      /^│ predictor 1 │ +2,941 │ +0 │ +2 │ +20 │ +54 │ +1 │ +180 │ +1 │ +0 │$/,
    );
    expect(linesAt(80).slice(0, 3)).toEqual(['predictor 1', '  requests/s        2,941', '  failed            0']);
    expect(linesAt(200).find(line => line.includes('predictor 2'))).toContain(' 0 │      – │');
  });
});
