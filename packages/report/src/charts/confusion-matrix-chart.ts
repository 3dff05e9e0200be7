import { axisX, axisY, cell, type Markish, text } from '@observablehq/plot';
import { DataError } from '@thalweg/data';
import { optionsOf } from '@thalweg/tensor/engine';
import { numberText } from '../drawing/number-text.ts';
import { HEAT_LEVELS } from '../drawing/palette.ts';
import type { ChartSection, Frame, View } from '../sections/section.ts';
import { countsOf, type Matrix } from './counts-of.ts';
import { emptyChart, shortened, widthOf } from './chart-frame.ts';

/** Options of {@link confusionMatrixChart}. */
export interface ConfusionMatrixChartOptions {
  /** The names of the classes; their numbers by default. */
  readonly labels?: readonly string[];
  readonly title?: string;
}

interface MatrixCell {
  readonly actual: string;
  readonly predicted: string;
  readonly count: number;
  readonly level: number;
}

/**
 * Returns a chart of a confusion matrix: a row for each true class, a column for each predicted class. The colour of a cell
 * shows its share of the row, so that rare classes are as visible as frequent ones.
 *
 * - **Shape** `[classes, classes]`
 * - **Throws** `DataError` for a matrix that is not square, or if there are not as many labels as classes; `ContractError`
 *   for an unknown option
 *
 * @example
 * confusionMatrixChart([[8, 2], [1, 9]], { labels: ['no', 'yes'] }).table.rows // => [['no', 8, 2, 0.8], ['yes', 1, 9, 0.9]]
 */
export function confusionMatrixChart(matrix: Matrix, options?: ConfusionMatrixChartOptions): ChartSection {
  const { labels, title } = optionsOf('confusionMatrixChart', options, {
    labels: undefined,
    title: 'Confusion matrix',
  });
  const counts = countsOf('confusionMatrixChart', matrix);
  const names = labels ?? counts.map((_, i) => String(i));
  if (names.length !== counts.length || new Set(names).size < names.length)
    throw new DataError(
      'confusionMatrixChart',
      `labels must be ${counts.length} different names`,
      names.join(', '),
      'Give one for each class.',
    );
  const total = sum(counts.map(sum));
  if (!(total > 0)) return emptyChart(title, 'The matrix counts no examples.');
  const right = sum(counts.map((row, i) => row[i]!));
  const percent = numberText(Number(((100 * right) / total).toFixed(2)));
  return {
    kind: 'chart',
    title,
    runs: [],
    key: [],
    square: true,
    description: `${numberText(right)} of ${numberText(total)} examples are on the diagonal.`,
    caption: `Numbers of examples. The stronger the colour of a cell, the larger its share of the examples of its true class. ${percent}% are predicted right.`,
    views: [viewOf(counts, names)],
    table: {
      columns: ['true class', ...names, 'recall'],
      rows: counts.map((row, i) => [names[i]!, ...row, row[i]! / sum(row)]),
    },
  };
}

function viewOf(counts: readonly (readonly number[])[], names: readonly string[]): View {
  const cells = counts.flatMap((row, i) =>
    row.map((count, j): MatrixCell => ({
      actual: names[i]!,
      predicted: names[j]!,
      count,
      level: levelOf(count / sum(row)),
    })),
  );
  return { name: 'matrix', plot: frame => plotOf(cells, names, frame) };
}

function plotOf(cells: readonly MatrixCell[], names: readonly string[], frame: Frame): ReturnType<View['plot']> {
  const side = frame.narrow ? 330 : 420;
  const margins = categoryMargins(names, side);
  const size = (side - margins.marginLeft - margins.marginRight) / names.length;
  return {
    ...margins,
    width: side,
    height: side - margins.marginLeft - margins.marginRight + margins.marginTop + margins.marginBottom,
    x: { domain: names, padding: size > 20 ? 0.04 : 0 },
    y: { domain: names, padding: size > 20 ? 0.04 : 0 },
    marks: [
      ...categoryAxes(names, { size, x: 'predicted class', y: 'true class' }),
      ...Array.from({ length: HEAT_LEVELS }, (_, level) => fills(cells, level, size > 20 ? 2 : 0)),
      ...(fits(cells, size) ? Array.from({ length: HEAT_LEVELS }, (_, level) => texts(cells, level)) : []),
    ],
  };
}

function fills(cells: readonly MatrixCell[], level: number, rx: number): Markish {
  return cell(at(cells, level), { x: 'predicted', y: 'actual', fill: `var(--heat-${level})`, rx });
}

function texts(cells: readonly MatrixCell[], level: number): Markish {
  return text(at(cells, level), {
    x: 'predicted',
    y: 'actual',
    text: ({ count }: MatrixCell) => countText(count),
    fill: `var(--heat-text-${level})`,
  });
}

function at(cells: readonly MatrixCell[], level: number): readonly MatrixCell[] {
  return cells.filter(cell => cell.level === level);
}

/** True if all counts fit into cells of a size in pixels. */
function fits(cells: readonly MatrixCell[], size: number): boolean {
  return size > 18 && cells.every(({ count }) => countText(count).length * 7.2 + 4 < size);
}

function countText(count: number): string {
  return numberText(Number.isInteger(count) ? count : Number(count.toPrecision(3)));
}

/** A row without examples has no shares. */
function levelOf(share: number): number {
  return Number.isFinite(share) ? Math.min(HEAT_LEVELS - 1, Math.floor(share * HEAT_LEVELS)) : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The height of a line of labels in pixels. */
const LINE = 14;

/** Labels that are not wider than so many pixels are never turned. */
const MOST_LEVEL = 24;

/** The margins of a chart. */
interface Margins {
  readonly marginTop: number;
  readonly marginRight: number;
  readonly marginBottom: number;
  readonly marginLeft: number;
}

/** Returns margins with room for labels of categories at the left and at the bottom. */
function categoryMargins(names: readonly string[], side: number): Margins {
  const longest = widthOf(names.map(name => shortened(name)));
  const marginLeft = Math.max(30, longest + 14);
  const turned = longest > Math.max((side - marginLeft - 14) / names.length, MOST_LEVEL);
  return { marginTop: 26, marginRight: 14, marginBottom: 42 + (turned ? longest : 0), marginLeft };
}

/** Returns axes of categories whose cells have a size in pixels. Labels that have no room are turned or left out. */
function categoryAxes(
  names: readonly string[],
  { size, x, y }: { readonly size: number; readonly x: string; readonly y: string },
): Markish[] {
  const longest = widthOf(names.map(name => shortened(name)));
  const turned = longest > Math.max(size, MOST_LEVEL);
  const below = turned ? longest : 0;
  const common = {
    tickSize: 0,
    tickPadding: 6,
    tickFormat: (name: string) => shortened(name),
    labelArrow: 'none',
  } as const;
  return [
    axisY({
      ...common,
      ticks: everyTick(names, LINE / size),
      label: y,
      labelAnchor: 'top',
      labelOffset: Math.max(30, longest + 14) - 4,
    }),
    axisX({
      ...common,
      ticks: everyTick(names, (turned ? LINE : longest + 6) / size),
      label: x,
      labelAnchor: 'right',
      labelOffset: 38 + below,
      tickRotate: turned ? -90 : 0,
      textAnchor: turned ? 'end' : 'middle',
    }),
  ];
}

/** Returns one name out of so many. */
function everyTick(names: readonly string[], many: number): string[] {
  const every = Math.max(1, Math.ceil(many));
  return names.filter((_, i) => i % every === 0);
}
