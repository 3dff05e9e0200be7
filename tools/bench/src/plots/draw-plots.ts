import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compare } from '../peers/compare.ts';
import type { Peer } from '../peers/peers.ts';
import { machineWith } from '../timing/report.ts';
import { type MeasuredPlot, type MeasuredPoint, readMeasured, writeMeasured } from './measured-plots.ts';
import { plotChart } from './plot-chart.ts';
import { type Plot, plots } from './plots.ts';

/** The lines of the charts: ours, and the fastest peers. */
const PEERS = [
  'thalweg wasm',
  'thalweg wasm, blas',
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
