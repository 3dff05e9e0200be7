import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chartFile, drawnPlots, pageWith, plotChart } from './draw-plots.ts';
import type { MeasuredPlot } from './plots.ts';
import { plots, type Plot } from './plots.ts';

const docs = (name: string): string => readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8');

const plot: Plot = {
  ...{ name: 'rows', title: 'Rows', size: 'rows of a batch', unit: 'a pass', about: 'It is planted.' },
  points: [1, 10, 100].map(size => ({ size, workload: { name: `${size} rows`, kind: 'subscribers', count: size } })),
};
const measured: MeasuredPlot = {
  ...{ name: 'rows', date: '2026-11-28' },
  machine: { cpu: 'A processor', cores: 2, node: 'v20.20.2', blas: null },
  lines: [
    { peer: 'thalweg wasm', points: [1, 10, 100].map(size => ({ size, microseconds: 2 * size })) },
    { peer: 'pytorch', points: [1, 10].map(size => ({ size, microseconds: 20 * size })) },
    { peer: 'rxjs', points: [1, 10, 100].map(size => ({ size, microseconds: 2.01 * size })) },
  ],
};

describe('the charts of how time grows', () => {
  it.each(plots)('has the sizes of $name in the docs, as they were measured', ({ name, points }) => {
    const drawn = drawnPlots().find(({ plot }) => plot.name === name);
    expect(drawn, 'run `npm run bench -- --plots`').toBeDefined();
    expect(drawn!.measured.lines[0]!.points.map(({ size }) => size)).toEqual(points.map(({ size }) => size));
    expect(docs(chartFile(drawn!.plot))).toBe(plotChart(drawn!.plot, drawn!.measured));
  });

  it('are on the page of the docs with their machines and numbers, as they were measured', () => {
    const page = docs('performance.md');
    expect(pageWith(page, drawnPlots())).toBe(page);
  });

  it('have a dot for each time, and a name for each line that covers no other', () => {
    const chart = plotChart(plot, measured);
    expect(chart.match(/<circle/g)).toHaveLength(8);
    const name = /translate\(8,([\d.]+)\)"[^>]*><text transform="translate\([\d.]+,([\d.]+)\)"[^>]*>([^<]+)/g;
    const found = [...chart.matchAll(name)].map(([, by, at, text]) => ({ y: Number(by) + Number(at), text }));
    expect(found.map(({ text }) => text)).toEqual(['rxjs', 'thalweg wasm', 'pytorch']);
    expect(found[1]!.y - found[0]!.y).toBeCloseTo(14);
  });

  it('have a label for each size', () => {
    const labels = plotChart(
      { ...plot, points: [1, 4, 64, 4096].map(size => ({ ...plot.points[0]!, size })) },
      measured,
    );
    expect([...labels.matchAll(/>(1|4|64|4,096)</g)].map(match => match[1])).toEqual(['1', '4', '64', '4,096']);
  });

  it('have rows of the table for all sizes, with a dash where a peer did not run', () => {
    const page = pageWith('before <!-- measured --> <!-- end of what was measured --> after', [{ plot, measured }]);
    expect(page).toContain('Measured on 2026-11-28: A processor, 2 cores, Node v20.20.2.');
    expect(page).toContain('| rows of a batch | thalweg wasm | pytorch | rxjs |');
    expect(page).toContain('| 100 | 200 | – | 201 |');
    expect(page).toMatch(/^before .* after$/s);
    expect(() => pageWith('no marks', [])).toThrow('the page must have');
  });
});
