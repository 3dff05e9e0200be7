import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { axisX, axisY, dot, gridY, lineY, plot, text, type Markish } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { compare } from '../peers/compare.ts';
import type { Peer } from '../peers/peers.ts';
import { machineWith } from '../timing/report.ts';
import { plainSvg } from './plain-svg.ts';
import {
  type MeasuredLine,
  type MeasuredPlot,
  type MeasuredPoint,
  type Plot,
  plots,
  readMeasured,
  writeMeasured,
} from './plots.ts';

/** The lines of the charts: ours, and the fastest peers. */
const PEERS = [
  'thalweg wasm',
  'thalweg wasm, blas',
  'thalweg wasm, native',
  'pytorch',
  'libtorch, by hand',
  'loops',
  'loops, interleaved',
  'rxjs',
];

/** The plots and peers that the command line names. */
interface Selected {
  readonly only: (name: string) => boolean;
  readonly peers: readonly Peer[];
}

const DOCS = fileURLToPath(new URL('../../../../docs/', import.meta.url));

/**
 * Measures the selected plots, draws their charts in `docs`, and writes the tables of `docs/performance.md`. Other plots stay
 * as they were measured.
 */
export async function drawPlots({ only, peers }: Selected): Promise<boolean> {
  const shown = peers.filter(({ name }) => PEERS.includes(name));
  for (const plot of plots.filter(({ name, title }) => only(name) || only(title))) {
    const measured = await measurePlot(plot, shown, line => console.log(line));
    const all = [...readMeasured().filter(({ name }) => name !== plot.name), measured];
    writeMeasured(plots.flatMap(({ name }) => all.find(other => other.name === name) ?? []));
    writeFileSync(DOCS + chartFile(plot), plotChart(plot, measured));
  }
  const page = `${DOCS}performance.md`;
  writeFileSync(page, pageWith(readFileSync(page, 'utf8'), drawnPlots()));
  return true;
}

/** Returns the plots that were measured. */
export function drawnPlots(): DrawnPlot[] {
  const all = readMeasured();
  return plots.flatMap(plot => {
    const measured = all.find(({ name }) => name === plot.name);
    return measured === undefined ? [] : [{ plot, measured }];
  });
}

/** Short turns, many of which other load on the machine leaves alone. */
const TURNS = { sliceMs: 60, turns: 5 };

/**
 * Times the workloads of a plot on the peers that support them, and reports each point. The time of a point is the least of
 * three rounds.
 */
async function measurePlot(
  { name, points }: Plot,
  peers: readonly Peer[],
  report: (line: string) => void,
): Promise<MeasuredPlot> {
  const lines = new Map<string, MeasuredPoint[]>(peers.map(peer => [peer.name, []]));
  let blas: string | undefined;
  for (const { size, workload } of points) {
    const { times, missing, runsOn } = await compare(workload, peers, TURNS);
    for (const [peer, rounds] of times)
      lines.get(peer)!.push({ size, microseconds: Number(Math.min(...rounds).toPrecision(3)) });
    blas ??= runsOn[0];
    const found = [...times].map(([peer, rounds]) => `${peer} ${Math.min(...rounds).toPrecision(3)} µs`);
    report(`${name} ${size}: ${[...found, ...missing.map(({ peer, reason }) => `${peer}: ${reason}`)].join('; ')}`);
  }
  return {
    name,
    date: new Date().toISOString().slice(0, 10),
    machine: machineWith(blas),
    lines: [...lines].filter(([, measured]) => measured.length > 0).map(([peer, points]) => ({ peer, points })),
  };
}

const [BEGIN, END] = ['<!-- measured -->', '<!-- end of what was measured -->'];

/** A plot with its times. */
interface DrawnPlot {
  readonly plot: Plot;
  readonly measured: MeasuredPlot;
}

/** Returns the name of the file of a chart, beside the page. */
export function chartFile({ name }: Plot): string {
  return `performance-${name}.svg`;
}

/** Returns the page with charts, machines and tables between its marks. */
export function pageWith(page: string, drawn: readonly DrawnPlot[]): string {
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`the page must have ${BEGIN} and ${END}`);
  return `${page.slice(0, before + BEGIN.length)}\n\n${drawn.map(section).join('\n')}\n${page.slice(after)}`;
}

function section({ plot, measured }: DrawnPlot): string {
  const { date, machine, lines } = measured;
  const { cpu, cores, node, blas } = machine;
  const head = [plot.size, ...lines.map(({ peer }) => peer)];
  const rows = plot.points.map(({ size }) => [
    size.toLocaleString('en'),
    ...lines.map(({ points }) => timeOf(points.find(point => point.size === size)?.microseconds)),
  ]);
  return [
    `## ${plot.title}`,
    '',
    `![Microseconds of ${plot.unit}, by ${plot.size}](${chartFile(plot)})`,
    '',
    `Microseconds of ${plot.unit}. ${plot.about}`,
    `Measured on ${date}: ${cpu}, ${cores} cores, Node ${node}${blas === null ? '' : `, ${blas}`}.`,
    '',
    ...[head, head.map(() => '---:'), ...rows].map(cells => `| ${cells.join(' | ')} |`),
    '',
  ].join('\n');
}

function timeOf(microseconds: number | undefined): string {
  if (microseconds === undefined) return '–';
  return microseconds.toLocaleString('en', { maximumSignificantDigits: 3 });
}

const [WIDTH, HEIGHT] = [640, 360];
const MARGIN = { top: 24, right: 140, bottom: 44, left: 60 };
/** The least distance of two names, in pixels. */
const NAME_HEIGHT = 14;

/** After Okabe and Ito, "Color Universal Design", 2008: ours are blue, others are not. */
const COLOURS: Readonly<Record<string, string>> = {
  'thalweg wasm': '#0072b2',
  'thalweg wasm, blas': '#1b3f8b',
  'thalweg wasm, native': '#6352d6',
  pytorch: '#cc5a00',
  'libtorch, by hand': '#00805d',
  rxjs: '#a8558a',
  loops: '#5c666d',
  'loops, interleaved': '#8a6d00',
};
const OTHER = '#5c666d';

/** Returns a chart of times against sizes as an SVG file, with a name at the end of each line. */
export function plotChart({ size: label, points }: Plot, { lines }: MeasuredPlot): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const domain = rangeOf(lines);
  const sizes = points.map(({ size }) => size);
  const svg = plot({
    document: document as unknown as Document,
    className: 'plot',
    figure: false,
    width: WIDTH,
    height: HEIGHT,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { type: 'log' },
    y: { type: 'log', domain },
    marks: [
      gridY({ stroke: '#e9ebeb', strokeOpacity: 1, ticks: decades(domain) }),
      axisY({
        label: 'µs',
        tickSize: 0,
        ticks: decades(domain),
        tickFormat: value => (value as number).toLocaleString('en'),
      }),
      axisX(sizes, { label, text: (value: number) => value.toLocaleString('en'), labelOffset: 36 }),
      ...lines.map(lineMarks).flat(),
      ...names(lines, domain),
    ],
  });
  const body = plainSvg(svg as unknown as Element);
  const size = `width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"`;
  const ground = '<rect width="100%" height="100%" fill="#ffffff"/>';
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="11" fill="#1d2429">${ground}${body}</svg>\n`;
}

function lineMarks({ peer, points }: MeasuredLine): Markish[] {
  const channels = { x: 'size', y: 'microseconds' };
  const stroke = COLOURS[peer] ?? OTHER;
  return [
    lineY(points, { ...channels, stroke, strokeWidth: 1.75 }),
    dot(points, { ...channels, fill: stroke, r: 2.5 }),
  ];
}

/** Returns the names at the ends of lines, from the top down, each below the one before. */
function names(lines: readonly MeasuredLine[], domain: readonly [number, number]): Markish[] {
  const ends = lines
    .map(({ peer, points }) => ({ peer, point: points.at(-1)!, y: pixelOf(points.at(-1)!.microseconds, domain) }))
    .sort((a, b) => a.y - b.y);
  let least = -Infinity;
  return ends.map(({ peer, point, y }) => {
    const placed = Math.max(y, least);
    least = placed + NAME_HEIGHT;
    return text([point], {
      x: 'size',
      y: 'microseconds',
      text: () => peer,
      dx: 8,
      dy: placed - y,
      textAnchor: 'start',
      fill: COLOURS[peer] ?? OTHER,
    });
  });
}

function pixelOf(value: number, [low, high]: readonly [number, number]): number {
  const part = Math.log(value / low) / Math.log(high / low);
  return HEIGHT - MARGIN.bottom - part * (HEIGHT - MARGIN.top - MARGIN.bottom);
}

function rangeOf(lines: readonly MeasuredLine[]): [number, number] {
  const all = lines.flatMap(({ points }) => points.map(({ microseconds }) => microseconds));
  return [Math.min(...all) / 1.3, Math.max(...all) * 1.3];
}

/** Returns the powers of ten of a range. */
function decades([low, high]: readonly [number, number]): number[] {
  const first = Math.ceil(Math.log10(low));
  const count = Math.floor(Math.log10(high)) - first + 1;
  return Array.from({ length: count }, (_, index) => Number(`1e${first + index}`));
}
