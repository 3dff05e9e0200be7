import { dot, line, rect, ruleY, type Markish, type PlotOptions } from '@observablehq/plot';
import { DataError } from '@thalweg/data';
import { optionsOf } from '@thalweg/tensor/engine';
import { numberText } from '../page/number-text.ts';
import { HEAT_LEVELS } from '../page/palette.ts';
import type { ChartSection, Frame, ReportTable } from '../section.ts';
import { axisFormat } from './axis-format.ts';
import { bounds, frameOf, xAxis, yAxis } from './chart-frame.ts';
import { emptyChart } from './empty-chart.ts';
import type { Numbers } from './curves.ts';
import { residualGroups, type Residual, type ResidualGroup } from './residual-groups.ts';
import { tilesOf, type Tile } from './tiles-of.ts';

/** Predictions and targets of the same examples. */
export interface PredictedTargets {
  readonly prediction: Numbers;
  readonly target: Numbers;
}

/** Options of {@link residualChart}. */
export interface ResidualChartOptions {
  readonly title?: string;
  /** The unit of the targets, such as `'minutes'`. */
  readonly unit?: string;
}

/** Up to so many examples have a dot each. */
const MOST_DOTS = 1000;

/**
 * Returns a chart of residuals, target − prediction, by prediction, with their mean in groups of equal size. More than 1000
 * examples are shown as a map of their number.
 *
 * - **Throws** `DataError` if there are not as many predictions as targets; `ContractError` for an unknown option
 *
 * @example
 * residualChart({ prediction: [1, 2], target: [1.5, 2] }, { unit: 'minutes' }).table.rows.length // => 2
 */
export function residualChart(predictions: PredictedTargets, options?: ResidualChartOptions): ChartSection {
  const { title, unit } = optionsOf('residualChart', options, { title: 'Residuals', unit: '' });
  const all = residualsOf(predictions);
  const finite = all.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  if (finite.length === 0)
    return emptyChart(title, all.length === 0 ? 'There are no predictions.' : 'No residual is finite.');
  const groups = residualGroups(finite);
  const mean = finite.reduce((sum, { y }) => sum + y, 0) / finite.length;
  return {
    kind: 'chart',
    title,
    runs: [],
    key: [],
    description: `The mean of ${numberText(finite.length)} residuals is ${numberText(mean)}.`,
    caption: captionOf(finite.length, all.length - finite.length, unit),
    views: [{ name: 'residuals', plot: frame => plotOf({ finite, groups, unit }, frame) }],
    table: tableOf(groups),
  };
}

interface Drawn {
  readonly finite: readonly Residual[];
  readonly groups: readonly ResidualGroup[];
  readonly unit: string;
}

function residualsOf({ prediction, target }: PredictedTargets): Residual[] {
  if (prediction.length !== target.length)
    throw new DataError(
      'residualChart',
      'there must be as many predictions as targets',
      `${prediction.length} and ${target.length}`,
      'Give both from one evaluation.',
    );
  return Array.from(prediction as ArrayLike<number>, (x, i) => ({ x, y: target[i]! - x }));
}

function captionOf(count: number, missing: number, unit: string): string {
  const inUnit = unit === '' ? '' : `, in ${unit}`;
  const what =
    count > MOST_DOTS ? 'The stronger the colour of a cell, the more examples are in it.' : 'A dot is an example.';
  const left = missing === 0 ? '' : ` ${numberText(missing)} residuals are NaN or infinite and left out.`;
  return `Target − prediction by prediction${inUnit}. ${what} The line joins the means of groups of equal size.${left}`;
}

function tableOf(groups: readonly ResidualGroup[]): ReportTable {
  return {
    columns: ['prediction, from', 'to', 'examples', 'mean residual', 'standard deviation', 'smallest', 'largest'],
    rows: groups.map(({ from, to, count, mean, deviation, low, high }) => [
      from,
      to,
      count,
      mean,
      deviation,
      low,
      high,
    ]),
  };
}

function plotOf({ finite, groups, unit }: Drawn, frame: Frame): PlotOptions {
  const suffix = unit === '' ? '' : ` (${unit})`;
  const vertical = { label: `residual${suffix}`, format: axisFormat(...bounds(finite.map(({ y }) => y))) };
  const cloud =
    finite.length > MOST_DOTS
      ? tilesOf(finite, { columns: frame.narrow ? 30 : 46, rows: frame.narrow ? 20 : 24 })
      : undefined;
  return {
    ...frameOf(frame, vertical, frame.narrow ? 250 : 300),
    x: { type: 'linear' },
    y: { type: 'linear', nice: true },
    marks: [
      ...yAxis(vertical, frame),
      ...xAxis(`prediction${suffix}`, frame, { places: finite.map(({ x }) => x) }),
      ...(cloud === undefined ? [dots(finite, frame)] : tiles(cloud)),
      ruleY([0], { stroke: 'var(--quiet)', strokeDasharray: '2 4' }),
      line(groups, { x: 'x', y: 'mean', stroke: 'var(--runs-1)', strokeWidth: 2 }),
    ],
  };
}

function dots(finite: readonly Residual[], { colour }: Frame): Markish {
  return dot(finite, { x: 'x', y: 'y', r: finite.length > 200 ? 1.8 : 2.6, fill: colour(''), fillOpacity: 0.55 });
}

function tiles(cloud: readonly Tile[]): Markish[] {
  return Array.from({ length: HEAT_LEVELS }, (_, level) =>
    rect(
      cloud.filter(tile => tile.level === level),
      { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: `var(--heat-${level})`, inset: 0 },
    ),
  );
}
