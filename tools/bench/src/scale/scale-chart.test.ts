import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COSTS } from './costs.ts';
import { scaleChart, scaleRows } from './scale-chart.ts';

describe('the chart of simulated clusters', () => {
  const rows = scaleRows(COSTS);
  const chart = scaleChart(rows, COSTS.link.bandwidth);

  it('is the one of the docs: `main.ts` has been run since the costs or the simulation changed', () => {
    expect(chart).toBe(readFileSync(new URL('../../../../docs/scale.svg', import.meta.url), 'utf8'));
  });

  it('has a dot for each cluster in both panels, and a name for each line', () => {
    expect(chart.match(/<circle/g)).toHaveLength(2 * rows.length);
    expect(chart.match(/H = \d+/g)).toEqual(['H = 1', 'H = 10', 'H = 50', 'H = 500']);
  });
});
