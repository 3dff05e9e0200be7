import { describe, expect, it } from 'vitest';
import * as metrics from '../index.ts';
import { classificationReport, computeMetric, regressionReport } from '../index.ts';

const spam = { prediction: [0.9, 0.8, 0.1, 0.3], target: [1, 0, 0, 1] };
const numbers = { prediction: [1, 2.5, 40, -3], target: [1, 4, 38, -2.75] };

describe('classificationReport', () => {
  it('names classes by its labels, which say how many there are', () => {
    const report = computeMetric(classificationReport({ labels: ['ham', 'spam'] }), spam);
    expect(report.classes.map(({ label }) => label)).toEqual(['ham', 'spam']);
    expect(() => classificationReport({ labels: ['a', 'b', 'c'], classes: 2 })).toThrow(
      'labels must be 2 names, got 3',
    );
    expect(() => classificationReport({ labels: ['a'] })).toThrow('classes must be an integer of at least 2, got 1');
  });

  it('is data: its table is not among its fields', () => {
    const report = computeMetric(classificationReport(), spam);
    expect(Object.keys(report)).toEqual(['classes', 'accuracy', 'macro', 'weighted', 'confusion', 'labels']);
    expect(report.accuracy).toBe(computeMetric(metrics.accuracy(), spam));
    expect(report.macro.f1).toBe(computeMetric(metrics.f1({ average: 'macro' }), spam));
    expect(report.weighted.precision).toBe(computeMetric(metrics.precision({ average: 'weighted' }), spam));
  });
});

describe('regressionReport', () => {
  it('has the value of each metric under its name', () => {
    const report = computeMetric(regressionReport(), numbers);
    for (const [name, value] of Object.entries(report)) {
      const metric = metrics[name as 'mae' | 'maxError' | 'medianAbsoluteError' | 'rmse' | 'r2' | 'explainedVariance'];
      expect(value, name).toBe(computeMetric(metric(), numbers));
    }
    expect(Object.keys(report)).toHaveLength(6);
  });

  it('prints as a table', () => {
    expect(String(computeMetric(regressionReport(), { prediction: [1, 2], target: [1, 4] }))).toBe(
      [
        '     mean absolute error         1',
        '   median absolute error         1',
        '           maximum error         2',
        ' root mean squared error   1.41421',
        '                      R²  0.111111',
        '      explained variance  0.555556',
        '',
      ].join('\n'),
    );
  });
});
