import { optionsOf } from '@thalweg/tensor/engine';
import { byName, type ByRun } from '../runs/by-name.ts';
import type { ChartSection } from '../sections/section.ts';
import { curveChart } from './curve-chart.ts';
import { isRocCurve, type Numbers, type RocCurveLike } from './curves.ts';

/** Options of charts that have nothing but a title to choose. */
export interface TitleOptions {
  readonly title?: string;
}

/**
 * Returns a chart of ROC curves, of one run or of several, with the area under each.
 *
 * - **Throws** `ContractError` for an unknown option; `DataError` for a curve whose arrays differ in length
 *
 * @example
 * rocChart({ falsePositiveRate: [0, 0, 1], truePositiveRate: [0, 1, 1] }).key[0]?.text // => 'area 1'
 */
export function rocChart(curves: ByRun<RocCurveLike>, options?: TitleOptions): ChartSection {
  const { title } = optionsOf('rocChart', options, { title: 'ROC curve' });
  return curveChart({
    what: 'rocChart',
    title,
    x: 'false positive rate',
    y: 'true positive rate',
    caption:
      'The share of positives that are found, by the share of negatives that are taken for positives, at each threshold. Guessing gives the dotted diagonal.',
    curves: byName(curves, {
      what: 'rocChart',
      words: 'a curve with falsePositiveRate and truePositiveRate',
      is: isRocCurve,
    }).map(([run, { falsePositiveRate, truePositiveRate, thresholds }]) => ({
      run,
      x: falsePositiveRate,
      y: truePositiveRate,
      more: { threshold: thresholds },
      figure: { name: 'area', value: areaUnder(falsePositiveRate, truePositiveRate) },
    })),
    diagonal: true,
  });
}

/** The area under a curve by trapezoids. */
function areaUnder(x: Numbers, y: Numbers): number {
  let area = 0;
  for (let i = 1; i < x.length; i++) area += ((x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2;
  return Math.abs(area);
}
