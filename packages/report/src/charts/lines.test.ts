import { describe, expect, it } from 'vitest';
import { gradientNormChart, learningRateChart, lossChart, metricChart } from '../index.ts';
import { fewer } from './curve-chart.ts';
import { logTicks } from '../series/series.ts';

const falling = (steps: number) => Array.from({ length: steps }, (_, i) => ({ step: i + 1, loss: Math.exp(-i / 10) }));
const captionOf = ({ caption }: ReturnType<typeof lossChart>): string => caption;

describe('charts of records', () => {
  it('have a logarithmic scale for a wide range of positive values, and say so', () => {
    expect(captionOf(lossChart(falling(100)))).toContain('The vertical scale is logarithmic.');
    expect(captionOf(lossChart(falling(10)))).not.toContain('logarithmic');
    expect(captionOf(lossChart(falling(100), { scale: 'linear' }))).not.toContain('logarithmic');
    const negative = [...falling(100), { step: 101, loss: -1 }];
    expect(captionOf(lossChart(negative, { scale: 'log' }))).toContain('linear, as some values are not positive');
  });

  it('count values that are not finite, and say how many records a point has', () => {
    const records = Array.from({ length: 16_000 }, (_, i) => ({ step: i, loss: i % 1000 === 0 ? NaN : 1 }));
    const caption = captionOf(lossChart(records));
    expect(caption).toContain('16 of 16,000 values are NaN or infinite');
    expect(caption).toContain('the mean of up to 100 neighbouring records');
  });

  it('have the numbers of what is drawn in their table', () => {
    const { views, table } = lossChart({ a: [{ step: 1, loss: 2 }, { step: 2, loss: 1, validation: { loss: 3 } }] }); // prettier-ignore
    expect(views.map(({ name }) => name)).toEqual(['step']);
    expect(table).toEqual({
      columns: ['run', 'line', 'step', 'loss'],
      rows: [
        ['a', 'training', 1, 2],
        ['a', 'training', 2, 1],
        ['a', 'validation', 2, 3],
      ],
    });
  });

  it('put records in the order of the axis, and leave out those without a place on it', () => {
    const records = [{ step: 3, loss: 3 }, { loss: 9 }, { step: 1, loss: 1 }];
    expect(lossChart(records).table.rows).toEqual([[1, 1], [3, 3]]); // prettier-ignore
  });

  it('take the measurements of progressive, by step and by their count of examples', () => {
    const measured = [{ step: 10, count: 320, metrics: { auc: 0.6 } }];
    const { views } = metricChart(measured, { metric: 'auc' });
    expect(views.map(({ name }) => name)).toEqual(['step', 'examples']);
    expect(metricChart(measured, { metric: 'auc', by: 'step' }).table.rows).toEqual([[10, 0.6]]);
    expect(metricChart(measured, { metric: 'auc', by: 'examples' }).table.rows).toEqual([[320, 0.6]]);
  });

  it('have only the views that are asked for, with time in a unit that fits', () => {
    const records = [1, 2].map(step => ({ step, seconds: 3600 * step, metrics: { norm: 1, rate: 2 } }));
    const { views, table } = gradientNormChart(records, { metric: 'norm', by: ['time'] });
    expect(views.map(({ name }) => name)).toEqual(['time']);
    expect(table.columns[0]).toBe('time in minutes');
    expect(table.rows).toEqual([[60, 1], [120, 1]]); // prettier-ignore
    expect(learningRateChart(records, { metric: 'rate', by: 'step' }).views).toHaveLength(1);
  });
});

describe('logTicks', () => {
  it.each([
    [0.03, 3, [0.05, 0.1, 0.2, 0.5, 1, 2]],
    [1, 1e4, [1, 10, 100, 1000, 10_000]],
    [1e-12, 1, [1e-12, 1e-9, 1e-6, 1e-3, 1]],
  ])('from %d to %d are %j', (low, high, ticks) => {
    expect(logTicks(low, high)).toEqual(ticks);
  });
});

describe('fewer', () => {
  it('keeps the ends and a peak of one point', () => {
    const points = Array.from({ length: 10_000 }, (_, x) => ({ x, y: x === 4321 ? 1 : 0 }));
    const kept = fewer(points);
    expect(kept).toHaveLength(200);
    expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
    expect(kept.some(({ y }) => y === 1)).toBe(true);
    expect(kept.every((point, i) => i === 0 || point.x > kept[i - 1]!.x)).toBe(true);
  });
});
