import { optionsOf } from '@thalweg/tensor/engine';
import { byName, type ByRun } from '../runs/by-name.ts';
import type { ChartSection } from '../sections/section.ts';
import { curveChart } from './curve-chart.ts';
import { isCalibrationCurve, type CalibrationCurveLike } from './curves.ts';
import type { TitleOptions } from './roc-chart.ts';

/**
 * Returns a chart of observed rates by predicted probabilities, of one run or of several.
 *
 * - **Throws** `ContractError` for an unknown option; `DataError` for a curve whose arrays differ in length
 *
 * @example
 * calibrationChart({ predicted: [0.2, 0.8], observed: [0.25, 0.75] }).views.length // => 1
 */
export function calibrationChart(curves: ByRun<CalibrationCurveLike>, options?: TitleOptions): ChartSection {
  const { title } = optionsOf('calibrationChart', options, { title: 'Calibration' });
  return curveChart({
    what: 'calibrationChart',
    title,
    x: 'predicted probability',
    y: 'observed rate',
    caption:
      'The rate of positives among the examples of each bin, by their mean prediction. Predictions that keep what they promise lie on the dotted diagonal.',
    curves: byName(curves, {
      what: 'calibrationChart',
      words: 'a curve with predicted and observed',
      is: isCalibrationCurve,
    }).map(([run, { predicted, observed, counts }]) => ({
      run,
      x: predicted,
      y: observed,
      more: { examples: counts },
    })),
    diagonal: true,
    dots: true,
  });
}
