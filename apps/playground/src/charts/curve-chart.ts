import { Subject, throttleTime } from 'rxjs';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type Look, lookOf, onLookChange } from './look.ts';

/** The data of a chart of curves. */
export interface Curves {
  /** The steps, followed by one column for each curve. */
  readonly columns: (number | null)[][];
  /** The colour of each curve: the number of a racer, or the name of a CSS variable. */
  readonly colours: readonly (number | string)[];
  readonly logarithmic: boolean;
  /** The lowest and the highest value to draw; by default the range of the data. */
  readonly between?: readonly [lo: number, hi: number];
  /** The value at which curves are cut off; an arrow shows where one reaches it. */
  readonly top?: number;
  /** The height in pixels, 200 by default. */
  readonly height?: number;
}

const HEIGHT = 200;

/** The milliseconds between two drawings: a chart follows what moves, but need not move in every frame. */
const PAUSE = 100;

/**
 * Draws curves in an element: a Svelte action. Style sheets do not apply inside a canvas, so the chart is created again
 * when the colours of the page change.
 */
export function curveChart(
  element: HTMLElement,
  first: Curves,
): { update: (curves: Curves) => void; destroy: () => void } {
  let shown = first;
  let chart: uPlot | undefined;
  let made = '';
  const draw = (): void => {
    const data = shown.columns as uPlot.AlignedData;
    const key = JSON.stringify([shown.colours, shown.logarithmic, shown.between, shown.top]);
    if (key === made) return chart!.setData(data);
    made = key;
    chart?.destroy();
    chart = new uPlot(optionsOf(element.clientWidth, lookOf(element, shown.colours), shown), data, element);
  };
  draw();
  const updates = new Subject<void>();
  const drawing = updates.pipe(throttleTime(PAUSE, undefined, { leading: true, trailing: true })).subscribe(draw);
  const fit = new ResizeObserver(() => chart!.setSize({ width: element.clientWidth, height: shown.height ?? HEIGHT }));
  fit.observe(element);
  const stop = onLookChange(() => {
    made = '';
    draw();
  });
  return {
    update(curves) {
      shown = curves;
      updates.next();
    },
    destroy() {
      drawing.unsubscribe();
      stop();
      fit.disconnect();
      chart!.destroy();
    },
  };
}

function optionsOf(
  width: number,
  { text, line, colours }: Look,
  { logarithmic, between, top, height = HEIGHT }: Curves,
): uPlot.Options {
  const axis = { stroke: text, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false },
      y: { distr: logarithmic ? 3 : 1, ...(between === undefined ? {} : { range: [...between] as [number, number] }) },
    },
    axes: [
      { ...axis, size: 32 },
      { ...axis, ...(logarithmic ? decadeTicks : {}), size: 64, values: (_, values) => values.map(tickText) },
    ],
    hooks: top === undefined ? {} : { draw: [chart => drawArrows(chart, colours, top)] },
    series: [{}, ...colours.map(stroke => ({ stroke, width: 2, spanGaps: true, points: { show: false } }))],
  };
}

/** Draws an arrow upwards where a curve first reaches the top. */
function drawArrows(chart: uPlot, colours: readonly string[], top: number): void {
  const { ctx, data } = chart;
  data.slice(1).forEach((column, index) => {
    const at = [...column].indexOf(top);
    if (at < 0) return;
    const [x, y] = [chart.valToPos(data[0][at]!, 'x', true), chart.valToPos(top, 'y', true)];
    const size = 6 * devicePixelRatio;
    ctx.fillStyle = colours[index]!;
    ctx.beginPath();
    ctx.moveTo(x - size, y + size);
    ctx.lineTo(x, y - size);
    ctx.lineTo(x + size, y + size);
    ctx.fill();
  });
}

// uPlot’s own ticks of a logarithmic axis overlap when the axis spans many decades.
const decadeTicks = {
  splits: (_: uPlot, __: number, least: number, most: number) => decades(least, most),
  filter: (_: uPlot, splits: number[]) => splits,
};

/** Returns at most seven evenly spaced powers of ten between two numbers. */
export function decades(least: number, most: number): number[] {
  const [from, to] = [Math.ceil(Math.log10(least) - 1e-9), Math.floor(Math.log10(most) + 1e-9)];
  const stride = Math.max(1, Math.ceil((to - from) / 6));
  // Ticks are multiples of the stride, so they do not move while the axis grows.
  const first = Math.ceil(from / stride) * stride;
  return Array.from({ length: Math.floor((to - first) / stride) + 1 }, (_, i) => 10 ** (first + i * stride));
}

/** Formats the label of a tick. */
function tickText(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e4) ? value.toExponential(0) : String(Number(value.toPrecision(6)));
}
