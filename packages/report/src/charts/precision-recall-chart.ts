import { optionsOf } from '@thalweg/tensor/engine';
import { byName, type ByRun } from '../runs/by-name.ts';
import type { ChartSection } from '../sections/section.ts';
import { curveChart } from './curve-chart.ts';
import { isPrecisionRecallCurve, type PrecisionRecallCurveLike } from './curves.ts';
import type { TitleOptions } from './roc-chart.ts';

/**
 * Returns a chart of precision by recall, of one run or of several, with the average precision of each.
 *
 * - **Throws** `ContractError` for an unknown option; `DataError` for a curve whose arrays differ in length
 *
 * @example
 * precisionRecallChart({ precision: [0.5, 1, 1], recall: [1, 1, 0] }).key[0]?.text // => 'average precision 1'
 */
export function precisionRecallChart(curves: ByRun<PrecisionRecallCurveLike>, options?: TitleOptions): ChartSection {
  const { title } = optionsOf('precisionRecallChart', options, { title: 'Precision and recall' });
  return curveChart({
    what: 'precisionRecallChart',
    title,
    x: 'recall',
    y: 'precision',
    caption:
      'The share of positives among all that are taken for positives, by the share of positives that are found, at each threshold.',
    curves: byName(curves, {
      what: 'precisionRecallChart',
      words: 'a curve with precision and recall',
      is: isPrecisionRecallCurve,
    }).map(([run, curve]) => ({
      run,
      x: curve.recall,
      y: curve.precision,
      more: { threshold: curve.thresholds },
      figure: { name: 'average precision', value: averagePrecision(curve) },
    })),
    diagonal: false,
  });
}

/** The sum of precisions, weighted by the recall that each adds; for points in either direction. */
function averagePrecision({ precision, recall }: PrecisionRecallCurveLike): number {
  let sum = 0;
  for (let i = 1; i < recall.length; i++) {
    const added = recall[i]! - recall[i - 1]!;
    sum += Math.abs(added) * (added > 0 ? precision[i]! : precision[i - 1]!);
  }
  return sum;
}
