import { axisX, axisY, dot, gridY, lineY, plot, text, type Markish } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { plainSvg } from './plain-svg.ts';
import type { MeasuredLine, MeasuredPlot } from './measured-plots.ts';
import type { Plot } from './plots.ts';

const [WIDTH, HEIGHT] = [640, 360];
const MARGIN = { top: 24, right: 140, bottom: 44, left: 60 };
/** The least distance of two names, in pixels. */
const NAME_HEIGHT = 14;

/** After Okabe and Ito, "Color Universal Design", 2008: ours are blue, others are not. */
const COLOURS: Readonly<Record<string, string>> = {
  'thalweg wasm': '#0072b2',
  'thalweg wasm, blas': '#1b3f8b',
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
