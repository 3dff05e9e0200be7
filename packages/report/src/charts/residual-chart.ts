import { dot, line, type Markish, type PlotOptions, rect, ruleY } from '@observablehq/plot';
import { DataError } from '@thalweg/data';
import { optionsOf } from '@thalweg/tensor/engine';
import { numberText } from '../drawing/number-text.ts';
import { HEAT_LEVELS } from '../drawing/palette.ts';
import type { ChartSection, Frame, ReportTable } from '../sections/section.ts';
import { axisFormat, bounds, emptyChart, frameOf, xAxis, yAxis } from './chart-frame.ts';
import type { Numbers } from './curves.ts';

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

/** A cell of a map of points, with the level of its colour. */
interface Tile {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly level: number;
}

/** Returns the cells of a map that hold points; the level of a cell grows with the logarithm of their number. */
function tilesOf(
  points: readonly Residual[],
  { columns, rows }: { readonly columns: number; readonly rows: number },
): Tile[] {
  const across = scaleOf(points, 'x', columns);
  const up = scaleOf(points, 'y', rows);
  const counts = new Map<number, number>();
  for (const { x, y } of points) {
    const place = across.cell(x) * rows + up.cell(y);
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const most = Math.max(1, Math.log(Math.max(...counts.values())));
  return Array.from(counts, ([place, count]) => {
    const [column, row] = [Math.floor(place / rows), place % rows];
    const level = 1 + Math.min(HEAT_LEVELS - 2, Math.floor((Math.log(count) / most) * (HEAT_LEVELS - 1)));
    return { x1: across.at(column), x2: across.at(column + 1), y1: up.at(row), y2: up.at(row + 1), level };
  });
}

interface Cells {
  readonly cell: (value: number) => number;
  readonly at: (cell: number) => number;
}

function scaleOf(points: readonly Residual[], axis: 'x' | 'y', cells: number): Cells {
  let [low, high] = [Infinity, -Infinity];
  for (const point of points) [low, high] = [Math.min(low, point[axis]), Math.max(high, point[axis])];
  const width = high > low ? (high - low) / cells : 1;
  return { cell: value => Math.min(cells - 1, Math.floor((value - low) / width)), at: cell => low + cell * width };
}

/** A prediction and its residual. */
interface Residual {
  readonly x: number;
  readonly y: number;
}

/** Neighbouring predictions, and their residuals in figures. */
interface ResidualGroup {
  readonly x: number;
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
}

const GROUPS = 10;

/** Returns ten groups of equal size, or fewer, of residuals by their predictions. Equal predictions stay together. */
function residualGroups(residuals: readonly Residual[]): ResidualGroup[] {
  const sorted = [...residuals].sort((a, b) => a.x - b.x);
  const groups: ResidualGroup[] = [];
  for (let start = 0, group = 1; start < sorted.length; group++) {
    let end = Math.max(start + 1, Math.round((group * sorted.length) / GROUPS));
    while (end < sorted.length && sorted[end]!.x === sorted[end - 1]!.x) end++;
    groups.push(groupOf(sorted.slice(start, end)));
    start = end;
  }
  return groups;
}

function groupOf(residuals: readonly Residual[]): ResidualGroup {
  const count = residuals.length;
  let [x, sum, low, high] = [0, 0, Infinity, -Infinity];
  for (const residual of residuals) {
    x += residual.x;
    sum += residual.y;
    low = Math.min(low, residual.y);
    high = Math.max(high, residual.y);
  }
  const mean = sum / count;
  const variance = residuals.reduce((total, { y }) => total + (y - mean) ** 2, 0) / count;
  return {
    x: x / count,
    from: residuals[0]!.x,
    to: residuals.at(-1)!.x,
    count,
    mean,
    deviation: Math.sqrt(variance),
    low,
    high,
  };
}
