import { createHash } from 'node:crypto';
import { batch, DataError, fromColumns } from '@thalweg/data';
import { input } from '@thalweg/graph';
import {
  averagePrecision,
  calibrationCurve,
  classificationReport,
  computeMetric,
  confusionMatrix,
  precisionRecallCurve,
  regressionReport,
  rocAuc,
  rocCurve,
} from '@thalweg/metrics';
import { ContractError, tensor } from '@thalweg/tensor';
import { evaluate, measure } from '@thalweg/train';
import { parseHTML } from 'linkedom';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  calibrationChart,
  type ChartSection,
  confusionMatrixChart,
  customChart,
  group,
  type GroupSection,
  importanceChart,
  lossChart,
  metricChart,
  note,
  precisionRecallChart,
  report,
  residualChart,
  rocChart,
  runSections,
  summaryTable,
  type TableSection,
} from './index.ts';
import { records } from './testing/records.ts';

const opened = (html: string): Document => parseHTML(html).document as unknown as Document;

const textsOf = (document: Document, selector: string): string[] =>
  [...document.querySelectorAll(selector)].map(({ textContent }) => textContent!.trim());

const runs = {
  small: {
    records: records(50),
    evaluation: {
      count: 100,
      auc: 0.9,
      confusion: tensor([[8, 2], [1, 9]]),
      roc: { falsePositiveRate: [0, 0, 1], truePositiveRate: [0, 0.5, 1] },
      recall: { precision: [0.5, 1, 1], recall: [1, 0.5, 0] },
      calibration: { predicted: Float64Array.of(0.2, 0.8), observed: Float64Array.of(0.1, 0.9), counts: [5, 6] },
    },
  },
  large: { records: records(500) },
}; // prettier-ignore

describe('report', () => {
  it('of runs has a summary, charts of their records and charts of their evaluations', () => {
    const document = opened(report({ title: 'Two runs', runs }));
    expect(textsOf(document, 'h1')).toEqual(['Two runs']);
    expect(textsOf(document, '.group')).toEqual(['Training', 'Evaluation']);
    expect(textsOf(document, '.title')).toEqual([
      'Summary',
      'Loss',
      'Accuracy',
      'Learning rate',
      'Gradient norm',
      'ROC curve',
      'Precision and recall',
      'Calibration',
      'Confusion matrix: small',
    ]);
  });

  it('gives each chart a name for screen readers, two sizes, a caption and its numbers', () => {
    const document = opened(report({ title: 'Two runs', runs }));
    const figures = [...document.querySelectorAll('figure')];
    expect(figures).toHaveLength(8);
    for (const figure of figures) {
      expect(document.getElementById(figure.getAttribute('aria-labelledby')!)!.textContent).not.toBe('');
      expect(figure.querySelector('figcaption')!.textContent).toMatch(/\.$/);
      expect(figure.querySelectorAll('details tbody tr').length).toBeGreaterThan(1);
      const pictures = [...figure.querySelectorAll('.narrow:has(svg), .wide:has(svg)')];
      expect(pictures.length % 2).toBe(0);
      for (const picture of pictures) expect(picture.getAttribute('aria-label')!.length).toBeGreaterThan(10);
    }
  });

  it('offers views by step, by examples and by time, and the first is chosen', () => {
    const document = opened(report({ title: 'Two runs', runs }));
    const loss = document.querySelector('figure')!;
    expect([...loss.querySelectorAll('fieldset label')].map(({ textContent }) => textContent)).toEqual([
      'step',
      'examples',
      'time',
    ]);
    expect([...loss.querySelectorAll('input')].map(input => input.hasAttribute('checked'))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('draws a run in the same colour in all charts, also where another run is missing', () => {
    const only = { large: { falsePositiveRate: [0, 1], truePositiveRate: [0, 1] } };
    const document = opened(report({ title: 'Two runs', runs, sections: [rocChart(only, { title: 'Only' })] }));
    const drawn = [...document.querySelectorAll('figure')].at(-1)!.querySelectorAll('[stroke^="var(--runs"]');
    expect([...drawn].map(line => line.getAttribute('stroke'))).toEqual(['var(--runs-1)', 'var(--runs-1)']);
  });

  it('is the same to the last byte for the same values', () => {
    expect(report({ title: 'Two runs', runs })).toBe(report({ title: 'Two runs', runs }));
  });

  it('has no script, no inline style and no address, and a policy that allows its style sheet alone', () => {
    const html = report({ title: 'Two runs', runs });
    const document = opened(html);
    expect(document.querySelectorAll('script, [style], [src], svg style, link:not([href="data:,"])')).toHaveLength(0);
    expect(html.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:/);
    const hash = createHash('sha256').update(document.querySelector('style')!.textContent!).digest('base64');
    const policy = document.querySelector('meta[http-equiv]')!.getAttribute('content');
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
  });

  it('escapes every text of the caller', () => {
    const evil = '<script>alert("1")</script>';
    const html = report({
      title: evil,
      lead: evil,
      runs: { [evil]: { records: [{ step: 1, loss: 1, metrics: { [evil]: 1 } }], evaluation: { [evil]: 3 } } },
      sections: [
        note(evil, { title: evil }),
        group(evil, [confusionMatrixChart([[1, 2], [3, 4]], { labels: [evil, '"'], title: evil })]),
        importanceChart({ measured: 1, columns: [{ column: evil, mean: 1, deviation: 0, repeats: [1] }] }),
        residualChart({ prediction: [1, 2], target: [1, 3] }, { unit: evil }),
        customChart(() => ({ marks: [] }), { title: evil, caption: evil, table: { columns: [evil], rows: [[evil]] } }),
      ],
    }); // prettier-ignore
    const document = opened(html);
    expect(document.querySelectorAll('script')).toHaveLength(0);
    expect(document.title).toBe(evil);
    expect(textsOf(document, '.group')).toContain(evil);
    expect(textsOf(document, 'svg text').filter(text => text.includes('script')).length).toBeGreaterThan(4);
    expect(html).not.toContain('<script');
  });

  it('says in a sentence that there is nothing to show', () => {
    const nothing = { falsePositiveRate: [], truePositiveRate: [] };
    const sections = [
      lossChart([]),
      lossChart([{ step: 1 }]),
      lossChart([{ step: 1, loss: 1 }], { by: 'time' }),
      lossChart([{ step: 1, loss: 1 }], { by: 'examples' }),
      metricChart([{ step: 1 }], { metric: 'auc' }),
      rocChart(nothing),
      confusionMatrixChart([[0, 0], [0, 0]]),
      residualChart({ prediction: [], target: [] }),
      residualChart({ prediction: [NaN], target: [1] }),
      importanceChart({ measured: 1, columns: [] }),
    ]; // prettier-ignore
    const document = opened(report({ title: 'Nothing', sections }));
    expect(document.querySelectorAll('svg')).toHaveLength(0);
    expect(textsOf(document, '.empty')).toEqual([
      'There are no records.',
      'No record has a loss.',
      'No record has seconds: timed() adds them.',
      'No record has a number of examples: timed({ examples }) adds it.',
      'No record has a metric auc.',
      'There are no examples of both classes to draw it from.',
      'The matrix counts no examples.',
      'There are no predictions.',
      'No residual is finite.',
      'There are no columns.',
    ]);
    expect(opened(report({ title: 'Nothing at all' })).querySelectorAll('svg, .group')).toHaveLength(0);
  });

  it('refuses unknown options and a missing title in words', () => {
    expect(() => report({ titel: 'a' } as never)).toThrow("got 'titel'. Did you mean 'title'?");
    expect(() => report({} as never)).toThrow(ContractError);
    expect(() => report({ title: '' })).toThrow("report: title must be a text, got . Try { title: 'Flights', … }.");
    expect(() => report({ title: 'a', runs: [{ step: 1, loss: 2 }] as never })).toThrow('runs must be an object');
    expect(() => report({ title: 'a', runs: { a: { record: [] } as never } })).toThrow("Did you mean 'records'?");
    expect(() => report({ title: 'a', runs: { a: 3 as never } })).toThrow(ContractError);
    expect(() => report({ title: 'a', sections: lossChart([]) as never })).toThrow('sections must be an array');
    expect(() => lossChart({ a: 3 } as never)).toThrow(
      "lossChart: it must be a list of records, or an object of them by the names of runs, got 3 for 'a'. Try lossChart({ name: … }).",
    );
    expect(() => rocChart({ precision: [1], recall: [1] } as never)).toThrow("got Array for 'precision'");
    expect(() => lossChart(undefined as never)).toThrow('got undefined');
    expect(() => lossChart([], { by: 'epoch' as never })).toThrow(ContractError);
    expect(() => lossChart([], { scale: 'logarithmic' as never })).toThrow('lossChart');
  });
});

describe('summaryTable', () => {
  it('has the numbers of evaluations and the last values of records', () => {
    const { tables } = summaryTable({ a: { evaluation: { count: 9, auc: 0.5, roc: {} } }, b: records(20) });
    expect(tables.map(({ title }) => title)).toEqual(['Evaluation', 'Run', 'Last step', 'Last validation']);
    expect(tables[0]!.columns).toEqual(['', 'a', 'b']);
    expect(tables[0]!.rows).toEqual([
      ['count', 9, undefined],
      ['auc', 0.5, undefined],
    ]);
    expect(tables[1]!.rows).toEqual([
      ['steps', undefined, 20],
      ['epochs', undefined, 2],
      ['examples', undefined, 640],
      ['seconds', undefined, 2],
    ]);
  });

  it('keeps the smallest loss of all validations', () => {
    const validated = [3, 1, 2].map((loss, i) => ({ step: i + 1, validation: { loss } }));
    expect(summaryTable({ a: validated }).tables.at(-1)!.rows).toEqual([
      ['loss', 2],
      ['smallest loss', 1],
    ]);
  });
});

describe('curves', () => {
  it('have the area under a ROC curve, and the average precision whichever way recall runs', () => {
    const roc = { falsePositiveRate: [0, 0, 0.5, 0.5, 1], truePositiveRate: [0, 0.5, 0.5, 1, 1] };
    expect(rocChart({ a: roc }).key).toEqual([{ text: 'a: area 0.75', run: 'a', mark: 'line' }]);
    // sklearn.metrics.average_precision_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    const [precision, recall] = [[0.5, 2 / 3, 0.5, 1, 1], [1, 1, 0.5, 0.5, 0]]; // prettier-ignore
    const backwards = { precision: [...precision!].reverse(), recall: [...recall!].reverse() };
    for (const curve of [{ precision: precision!, recall: recall! }, backwards])
      expect(precisionRecallChart(curve).key[0]!.text).toBe('average precision 0.8333');
  });

  it('are refused if their arrays differ in length', () => {
    expect(() => calibrationChart({ predicted: [1], observed: [1, 2] })).toThrow(DataError);
    expect(() => residualChart({ prediction: [1], target: [] })).toThrow('got 1 and 0');
  });

  it('keep their ends, and say how many points are drawn', () => {
    const falsePositiveRate = Float64Array.from({ length: 5001 }, (_, i) => i / 5000);
    const { table, caption } = rocChart({ falsePositiveRate, truePositiveRate: falsePositiveRate.map(Math.sqrt) });
    expect(table.rows).toHaveLength(200);
    expect([table.rows[0], table.rows.at(-1)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(caption).toContain('Of 5,001 points, 200 are drawn.');
  });
});

describe('confusionMatrixChart', () => {
  it('has recalls beside its counts, and counts nothing for a class without examples', () => {
    const { table } = confusionMatrixChart(tensor([[3, 1], [0, 0]])); // prettier-ignore
    expect(table).toEqual({
      columns: ['true class', '0', '1', 'recall'],
      rows: [
        ['0', 3, 1, 0.75],
        ['1', 0, 0, NaN],
      ],
    });
  });

  it('refuses what is not square, and labels that do not fit', () => {
    expect(() => confusionMatrixChart(tensor([[1, 2, 3], [4, 5, 6]]))).toThrow('got [2, 3]'); // prettier-ignore
    const square = [[1, 2], [3, 4]]; // prettier-ignore
    expect(() => confusionMatrixChart(square, { labels: ['a'] })).toThrow('labels must be 2 different names, got a');
    expect(() => confusionMatrixChart(square, { labels: ['a', 'a'] })).toThrow(DataError);
  });
});

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
