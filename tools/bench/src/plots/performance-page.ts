import type { MeasuredPlot } from './measured-plots.ts';
import type { Plot } from './plots.ts';

const [BEGIN, END] = ['<!-- measured -->', '<!-- end of what was measured -->'];

/** A plot with its times. */
export interface DrawnPlot {
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
