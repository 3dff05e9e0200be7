import { batch, fromColumns } from '@thalweg/data';
import { input } from '@thalweg/graph';
import {
  calibrationCurve,
  classificationReport,
  computeMetric,
  confusionMatrix,
  precisionRecallCurve,
  regressionReport,
  rocAuc,
  averagePrecision,
  rocCurve,
} from '@thalweg/metrics';
import { evaluate, measure } from '@thalweg/train';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { report, runSections, type ChartSection, type GroupSection, type TableSection } from './index.ts';

const examples = Array.from({ length: 400 }, (_, i) => ({
  score: (1 + Math.sin(13 * i)) / 2,
  label: Math.sin(i) + Math.sin(13 * i) > 0 ? 1 : 0,
}));
const column = (name: 'score' | 'label'): number[] => examples.map(row => row[name]);
const arrays = { prediction: column('score'), target: column('label') };
const rows = fromColumns({ score: Float64Array.from(column('score')), label: Int32Array.from(column('label')) });

/** The sections of a group. */
const groupOf = (sections: readonly unknown[], title: string): readonly (ChartSection | TableSection)[] =>
  (sections as GroupSection[]).find(section => section.title === title)!.sections as ChartSection[];

describe('runSections', () => {
  it('shows what evaluate measures by curves, matrices and reports, with their own figures', async () => {
    const score = input('score', ['batch'], 'float64');
    const label = input('label', ['batch'], 'int32');
    const evaluation = await firstValueFrom(
      rows.pipe(
        batch(64),
        evaluate({
          auc: score.pipe(measure(rocAuc(), label)),
          roc: score.pipe(measure(rocCurve(), label)),
          recall: score.pipe(measure(precisionRecallCurve(), label)),
          calibration: score.pipe(measure(calibrationCurve(), label)),
          confusion: score.pipe(measure(confusionMatrix(), label)),
          classes: score.pipe(measure(classificationReport({ labels: ['in time', 'late'] }), label)),
          errors: score.pipe(measure(regressionReport(), label)),
        }),
      ),
    );
    const sections = runSections({ logistic: { evaluation } });
    const shown = groupOf(sections, 'Evaluation');
    expect(shown.map(({ title }) => title)).toEqual([
      'ROC curve',
      'Precision and recall',
      'Calibration',
      'Confusion matrix',
      'Confusion matrix',
      'Classes',
    ]);
    const figure = (i: number): number => Number((shown[i] as ChartSection).key[0]!.text.split(' ').at(-1));
    expect(figure(0)).toBeCloseTo(computeMetric(rocAuc(), arrays), 4);
    expect(figure(1)).toBeCloseTo(computeMetric(averagePrecision(), arrays), 4);
    expect((shown.at(-1) as TableSection).tables[0]!.rows.map(([name]) => name)).toEqual([
      'in time',
      'late',
      'mean',
      'mean weighted by examples',
    ]);
    const { tables } = sections[0] as TableSection;
    expect(tables[0]!.rows.map(([name]) => name)).toEqual(
      expect.arrayContaining(['count', 'auc', 'errors: rmse', 'errors: medianAbsoluteError']),
    );
    expect(report({ title: 'Flights', runs: { logistic: { evaluation } } })).toContain('ROC curve');
  });

  it('names the metric in titles if there are two of a kind, and the run if there are several', () => {
    const matrix = [[1, 2], [3, 4]]; // prettier-ignore
    const roc = { falsePositiveRate: [0, 1], truePositiveRate: [0, 1] };
    const titles = (runs: Parameters<typeof runSections>[0]): string[] =>
      groupOf(runSections(runs), 'Evaluation').map(({ title }) => title);
    expect(
      titles({ a: { evaluation: { one: roc, two: roc, matrix } }, b: { evaluation: { one: roc, matrix } } }),
    ).toEqual(['ROC curve: one', 'ROC curve: two', 'Confusion matrix: a', 'Confusion matrix: b']);
    expect(titles({ a: { evaluation: { one: matrix, two: matrix } } })).toEqual([
      'Confusion matrix: one',
      'Confusion matrix: two',
    ]);
  });

  it('has a chart for each number that records report, whatever its name', () => {
    const records = [{ step: 1, loss: 1, metrics: { toString: 1, rate: 2, text: 'no' }, validation: { auc: 0.5 } }];
    expect(groupOf(runSections({ a: records as never }), 'Training').map(({ title }) => title)).toEqual([
      'Loss',
      'ToString',
      'Auc',
      'Learning rate',
    ]);
  });

  it('shows nothing of an evaluation without examples of a class, and says so', () => {
    const [empty, one] = [[], [[0.5, 0.5], [1, 1]]]; // prettier-ignore
    const roc = computeMetric(rocCurve(), { prediction: one[0]!, target: one[1]! });
    expect(groupOf(runSections({ a: { evaluation: { roc } } }), 'Evaluation')).toMatchObject([
      { views: [], caption: 'There are no examples of both classes to draw it from.' },
    ]);
    expect(runSections({ a: { records: empty } }).map(({ title }) => title)).toEqual(['Summary']);
    expect(runSections({})).toEqual([]);
  });
});
