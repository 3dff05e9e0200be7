import { axisX, axisY, dot, gridY, lineY, type Markish, plot, text } from '@observablehq/plot';
import { simulateCluster, type SimulatedCluster } from '@thalweg/cluster';
import { parseHTML } from 'linkedom';
import { plainSvg } from '../plots/plain-svg.ts';
import type { Costs } from './costs.ts';

const [WIDTH, HEIGHT] = [430, 320];

/** After Okabe and Ito, "Color Universal Design", 2008. */
const COLOURS = ['#5c666d', '#cc5a00', '#0072b2', '#00805d'];

/** A quantity of a chart, over the number of workers. */
interface Quantity {
  readonly title: string;
  readonly of: (row: ScaleRow) => number;
  /** A quantity that a dashed line shows, for comparison. */
  readonly limit: (row: ScaleRow) => number;
  readonly limitName: string;
  /** Shows the names of lines at their ends. */
  readonly named: boolean;
}

/** Returns two charts beside each other as an SVG file: samples a second, and bytes a second in the leader's link. */
export function scaleChart(rows: readonly ScaleRow[], bandwidth: number): string {
  const single = Math.max(...rows.filter(({ workers }) => workers === 1).map(row => row.samplesPerSecond));
  const panels = [
    panel(rows, {
      title: 'samples a second',
      of: row => row.samplesPerSecond,
      limit: ({ workers }) => workers * single,
      limitName: 'no waiting',
      named: true,
    }),
    panel(rows, {
      title: 'bytes a second from the leader',
      of: ({ leader }) => leader.sent,
      limit: () => bandwidth,
      limitName: 'its link',
      named: false,
    }),
  ];
  const parts = panels.map((svg, index) => svg.replace('<svg', `<svg x="${index * WIDTH}"`));
  const size = `width="${2 * WIDTH}" height="${HEIGHT}" viewBox="0 0 ${2 * WIDTH} ${HEIGHT}"`;
  const ground = '<rect width="100%" height="100%" fill="#ffffff"/>';
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="11" fill="#1d2429">${ground}${parts.join('')}</svg>\n`;
}

function panel(rows: readonly ScaleRow[], { title, of, limit, limitName, named }: Quantity): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const intervals = [...new Set(rows.map(({ every }) => every))];
  const colour = ({ every }: ScaleRow): string => COLOURS[intervals.indexOf(every)]!;
  const points = { x: 'workers', y: of };
  const last = rows.filter(({ workers }) => named && workers === SIZES.at(-1));
  const marks: Markish[] = [
    gridY({ stroke: '#e9ebeb', strokeOpacity: 1 }),
    axisY({ label: title, tickSize: 0, ticks: 4, tickFormat: '~s' }),
    axisX({ label: 'workers', ticks: SIZES, tickFormat: 'd', labelOffset: 34 }),
    lineY(rows.slice(0, SIZES.length), { x: 'workers', y: limit, stroke: '#58636b', strokeDasharray: '4 3' }),
    text(rows.slice(3, 4), {
      x: 'workers',
      y: limit,
      text: () => limitName,
      dx: -6,
      dy: -8,
      textAnchor: 'end',
      fill: '#58636b',
    }),
    lineY(rows, { ...points, z: 'every', stroke: colour, strokeWidth: 1.75 }),
    dot(rows, { ...points, fill: colour, r: 2.5 }),
    text(last, { ...points, text: ({ every }: ScaleRow) => `H = ${every}`, dx: 8, textAnchor: 'start', fill: colour }),
  ];
  const svg = plot({
    document: document as unknown as Document,
    className: 'plot',
    figure: false,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 52,
    marginRight: 56,
    marginBottom: 40,
    x: { type: 'log', base: 2 },
    y: { type: 'log' },
    marks,
  });
  return plainSvg(svg as unknown as Element);
}

/** A simulated cluster with its size. */
export interface ScaleRow extends SimulatedCluster {
  readonly workers: number;
  readonly every: number;
}

/** The numbers of workers. */
const SIZES: readonly number[] = [1, 2, 8, 64, 512];

/** The numbers of steps in a round. */
const INTERVALS = [1, 10, 50, 500];

/** Simulates clusters of all sizes. */
export function scaleRows(costs: Costs): ScaleRow[] {
  return INTERVALS.flatMap(every =>
    SIZES.map(workers => ({ workers, every, ...simulateCluster({ workers, every, ...costs }) })),
  );
}
