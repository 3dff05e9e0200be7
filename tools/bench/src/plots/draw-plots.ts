import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Options } from '../options.ts';
import { measurePlot } from './measure-plot.ts';
import { readMeasured, writeMeasured } from './measured-plots.ts';
import { chartFile, pageWith, type DrawnPlot } from './performance-page.ts';
import { plotChart } from './plot-chart.ts';
import { plots } from './plots.ts';

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

const DOCS = fileURLToPath(new URL('../../../../docs/', import.meta.url));

/**
 * Measures the selected plots, draws their charts in `docs`, and writes the tables of `docs/performance.md`. Other plots stay
 * as they were measured.
 */
export async function drawPlots({ only, peers }: Options): Promise<boolean> {
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
