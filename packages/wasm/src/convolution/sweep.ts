import type { SlidingAxis } from '@thalweg/graph/engine';

/** Places along one axis of a result, and where the windows that they are summed over lie on the padded source. */
export interface Sweep {
  /** The number of places, the first in the result, and the distance of neighbours. */
  readonly places: number;
  readonly first: number;
  readonly step: number;
  /** The start of the first place's window in the source, and the distance to that of its neighbour. */
  readonly source: number;
  readonly sourceStep: number;
  /** The elements of a window: how many, their distance in the source, the first one's number in the kernel, and the distance of these. */
  readonly taps: number;
  readonly tapStep: number;
  readonly tap: number;
  readonly kernelStep: number;
}

/** One axis of a result that is summed over windows of a source, which is padded with zeros. */
export interface SweptAxis {
  readonly source: number;
  readonly before: number;
  readonly after: number;
  readonly result: number;
  /** Together they have all places of the result. */
  readonly sweeps: readonly Sweep[];
}

/** The output of a convolution as a result: its windows lie on the input. */
export function sweptOutput({ size, out, kernel, stride, dilation, before }: SlidingAxis): SweptAxis {
  const after = Math.max(0, (out - 1) * stride + (kernel - 1) * dilation + 1 - before - size);
  const sweep = { places: out, first: 0, step: 1, source: 0, sourceStep: stride, taps: kernel, tapStep: dilation, tap: 0, kernelStep: 1 }; // prettier-ignore
  return { source: size, before, after, result: out, sweeps: out === 0 ? [] : [sweep] };
}

/**
 * The input of a convolution as a result: its windows lie on the output. Places that are `stride` apart see the same elements of
 * the kernel, and neighbours among them see neighbours of the output; so no zeros are put between these.
 */
export function sweptInput(axis: SlidingAxis): SweptAxis {
  const { size, out, stride } = axis;
  const phases = Array.from({ length: Math.min(stride, size) }, (_, phase) => phaseOf(axis, phase));
  const seen = phases.filter(({ taps }) => taps > 0);
  const before = Math.max(0, ...seen.map(({ source }) => -source));
  const after = Math.max(0, ...seen.map(({ source, places, taps, tapStep }) => source + places - 1 + (taps - 1) * tapStep - (out - 1))); // prettier-ignore
  const sweeps = phases.map(phase => ({ ...phase, source: phase.source + before }));
  return { source: out, before, after, result: size, sweeps };
}

/** The places `phase`, `phase + stride`, …: place p sees element k of the kernel if `p + before − k·dilation` is on a window's start. */
function phaseOf({ size, kernel, stride, dilation, before }: SlidingAxis, phase: number): Sweep {
  const seen = Array.from({ length: kernel }, (_, k) => k).filter(k => (phase + before - k * dilation) % stride === 0);
  const [least = 0, second = least] = seen;
  const most = seen.at(-1) ?? 0;
  // Elements of the kernel from the last to the first: then the places in the source ascend.
  return {
    places: Math.ceil((size - phase) / stride),
    first: phase,
    step: stride,
    source: (phase + before - most * dilation) / stride,
    sourceStep: 1,
    taps: seen.length,
    tapStep: ((second - least) * dilation) / stride,
    tap: most,
    kernelStep: least - second,
  };
}

/** Tiles of neighbouring places of a grid: the first tile, the places in a tile, and how many tiles follow, how far apart. */
export interface Tiling {
  readonly at: GridPlace;
  readonly places: readonly GridPlace[];
  readonly down: { readonly count: number; readonly step: number };
  readonly across: { readonly count: number; readonly step: number };
}

type GridPlace = readonly [row: number, column: number];

/**
 * Covers a grid of places with tiles of so many places in a row, the most that fit into registers; at the grid's right edge tiles
 * stand upright, so that few of them are not full.
 */
export function tilingsOf(rows: number, columns: number, most: number): Tiling[] {
  const rest = columns % most;
  const main: Tiling = {
    at: [0, 0],
    places: placesOf(1, most),
    down: { count: rows, step: 1 },
    across: { count: (columns - rest) / most, step: most },
  };
  return [main, ...atEdge(rows, rest, columns - rest, most)].filter(
    ({ down, across }) => down.count * across.count > 0,
  );
}

/** The last columns of a grid, fewer than a tile has. */
function atEdge(rows: number, width: number, column: number, most: number): Tiling[] {
  if (width === 0) return [];
  const height = Math.floor(most / width);
  const left = rows % height;
  const across = { count: 1, step: 0 };
  const whole = { count: (rows - left) / height, step: height };
  const tilings: Tiling[] = [{ at: [0, column], places: placesOf(height, width), down: whole, across }];
  if (left > 0)
    tilings.push({ at: [rows - left, column], places: placesOf(left, width), down: { count: 1, step: 0 }, across });
  return tilings;
}

function placesOf(height: number, width: number): GridPlace[] {
  return Array.from({ length: height * width }, (_, n) => [Math.floor(n / width), n % width]);
}
