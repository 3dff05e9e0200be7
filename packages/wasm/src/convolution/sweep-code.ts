import { advance, type Amount, plus } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import type { Kernels } from '../assembler/kernels.ts';
import { nested, repeat } from '../loops/repeat.ts';
import { clear } from '../loops/rows.ts';
import { MOST_STEPS } from '../product/cut.ts';
import { clearSource, copyImage, paddedSource, type PaddedSource } from './padded-source.ts';
import {
  bytesBehind,
  bytesOfPanels,
  copyTaps,
  eachPanel,
  type Filters,
  packFilters,
  type Panels,
  panelsOf,
  strideOfPanel,
} from './panels.ts';
import { type Sweep, type SweptAxis, type Tiling, tilingsOf } from './sweep.ts';
import { bytesOfTileSums, rowsOfTile, type StepBlock, windowTile, type WindowTile } from './window-tile.ts';

/** Images that are summed over windows of others, each with the filters that it sees. */
export interface Swept {
  readonly axes: readonly [rows: SweptAxis, columns: SweptAxis];
  readonly filters: Filters;
  /** True if the result is the input of the convolution: it has the channels, and sees channels and filters swapped. */
  readonly swapped: boolean;
}

/** Locals with the addresses of images, weights and results, and of scratch. */
export interface SweepLocals {
  readonly source: number;
  readonly weights: number;
  readonly result: number;
  readonly scratch: number;
}

/** Bytes from one part to the next. */
interface PartMoves {
  readonly source: number;
  readonly weights: number;
  readonly result: number;
}

/** A sweep along both axes, and the place of its packed filters. */
interface Pass {
  readonly rows: Sweep;
  readonly columns: Sweep;
  readonly panels: number;
}

/** The sums over windows of all images, written for the sizes of one image. */
export class SweepCode {
  readonly #swept: Swept;
  readonly #source: PaddedSource;
  readonly #passes: readonly Pass[];
  readonly #resultPixel: number;
  readonly #resultRow: number;
  readonly #resultBytes: number;
  /** Of one group: the channels of a source, and the columns of a result. */
  readonly #k: number;
  readonly #n: number;
  readonly #lanewise: boolean;
  /** Columns of a result in panels; channels, if each has its own filter. */
  readonly #panels: Panels;
  readonly #lanes: number;
  /** Bytes of scratch, in this order: sums of a tile, a padded source, panels. */
  readonly #panelsAt: number;
  readonly scratch: number;

  /** Wide code has vectors of so many lanes. */
  constructor(swept: Swept, lanes: number) {
    const { axes, filters, swapped } = swept;
    const { channels, filters: all, groups } = filters;
    const [k, n] = swapped ? [all / groups, channels] : [channels, all / groups];
    this.#swept = swept;
    [this.#k, this.#n] = [k, n];
    this.#lanewise = k === 1 && n === 1 && groups > 1;
    this.#panels = panelsOf(this.#lanewise ? groups : n, lanes);
    this.#lanes = lanes;
    this.#source = paddedSource(axes[0], axes[1], k * groups);
    this.#resultPixel = 4 * n * groups;
    this.#resultRow = this.#resultPixel * axes[1].result;
    this.#resultBytes = this.#resultRow * axes[0].result;
    this.#panelsAt =
      bytesOfTileSums(lanes) + (this.#source.padded ? 16 * Math.ceil((this.#source.bytes + 12) / 16) : 0);
    let panels = 0;
    const bytes = this.#lanewise ? 4 * groups : groups * bytesOfPanels(this.#panels, k);
    this.#passes = axes[0].sweeps.flatMap(rows =>
      axes[1].sweeps.map(columns => {
        const pass = { rows, columns, panels };
        panels += rows.taps * columns.taps * bytes;
        return pass;
      }),
    );
    this.scratch = this.#panelsAt + panels + bytesBehind(this.#panels);
  }

  /** Bytes from one image to the next: of sources, and of results. */
  get imageMoves(): PartMoves {
    return { source: this.#source.imageBytes, weights: 0, result: this.#resultBytes };
  }

  /** The number of parts of one image that can be computed apart, each of a panel's columns; 1 if none can. */
  get panels(): number {
    const { whole, rest } = this.#panels;
    return rest === 0 && this.#swept.filters.groups === 1 && !this.#hasEmpty ? whole : 1;
  }

  /** Bytes from one of these parts to the next. */
  get panelMoves(): PartMoves {
    const { swapped, filters } = this.#swept;
    const bytes = 4 * this.#panels.width;
    return { source: 0, weights: bytes * (swapped ? filters.filters : 1), result: bytes };
  }

  /** True if there are places that no element of a window falls on. */
  get #hasEmpty(): boolean {
    return this.#passes.some(({ rows, columns }) => rows.taps * columns.taps === 0);
  }

  /** Writes the code for so many images, for all panels or for so many of them. */
  write(f: Func, kernels: Kernels, images: Amount, at: SweepLocals, parts?: number): void {
    const chosen = parts === undefined ? this.#panels : { ...this.#panels, whole: parts, rest: 0 };
    const [padded, panels] = [f.local('i32'), f.local('i32')];
    plus(f, at.scratch, bytesOfTileSums(this.#lanes)).set(padded);
    plus(f, at.scratch, this.#panelsAt).set(panels);
    clearSource(f, this.#source, padded);
    for (const pass of this.#passes) this.#pack(f, kernels, pass, chosen, at.weights, panels);
    repeat(f, images, () => {
      if (this.#source.padded) copyImage(f, this.#source, at.source, padded);
      if (this.#hasEmpty) clear(f, at.result, this.#resultBytes);
      const source = this.#source.padded ? padded : at.source;
      for (const pass of this.#passes) this.#multiply(f, kernels, pass, chosen, { ...at, source, panels });
      advance(f, at.source, this.#source.imageBytes);
      advance(f, at.result, this.#resultBytes);
    });
  }

  #pack(
    f: Func,
    kernels: Kernels,
    { rows, columns, panels: at }: Pass,
    panels: Panels,
    weights: number,
    start: number,
  ): void {
    if (rows.taps * columns.taps === 0) return;
    const target = f.local('i32');
    plus(f, start, at).set(target);
    const { filters, swapped } = this.#swept;
    // Where every channel has a filter of its own, a tap is one row of weights.
    const packed = this.#lanewise ? { ...filters, channels: 1, filters: filters.groups, groups: 1 } : filters;
    if (this.#lanewise) copyTaps(f, { rows, columns, filters: packed }, weights, target);
    else packFilters(f, kernels, { filters: packed, rows, columns, swapped, panels }, weights, target);
  }

  /** The result of one pass: group by group, panel by panel, tile by tile. */
  #multiply(
    f: Func,
    kernels: Kernels,
    pass: Pass,
    panels: Panels,
    at: SweepLocals & { readonly panels: number },
  ): void {
    const { rows, columns } = pass;
    if (rows.taps * columns.taps === 0) return;
    const [a, b, c] = [f.local('i32'), f.local('i32'), f.local('i32')];
    plus(f, at.source, rows.source * this.#source.row + columns.source * this.#source.pixel).set(a);
    plus(f, at.panels, pass.panels).set(b);
    plus(f, at.result, rows.first * this.#resultRow + columns.first * this.#resultPixel).set(c);
    const { groups } = this.#swept.filters;
    const taps = rows.taps * columns.taps;
    const panel = (width: number): void => {
      const strideOfB = this.#lanewise ? 4 * groups : strideOfPanel(width);
      for (const tiling of tilingsOf(rows.places, columns.places, rowsOfTile(width, this.#lanes))) {
        const { tile, a: aAt, c: cAt } = this.#tile(pass, tiling, width, strideOfB);
        plus(f, a, aAt).get(b);
        plus(f, c, cAt).get(at.scratch).i32(1).call(windowTile(kernels, tile));
      }
    };
    const along = 4 * panels.width;
    const bytesOfB = this.#lanewise ? along : taps * this.#k * strideOfPanel(panels.width);
    const byPanel = [
      [a, this.#lanewise ? along : 0],
      [b, bytesOfB],
      [c, along],
    ] as const;
    const all = (): void => eachPanel(f, panels, byPanel, panel);
    if (this.#lanewise) return all();
    const moves = [[a, 4 * this.#k], [b, bytesOfPanels(panels, taps * this.#k)], [c, 4 * this.#n]] as const; // prettier-ignore
    nested(f, [{ count: groups, moves }], all);
  }

  /** The tiles of one tiling, and where the first is. */
  #tile(
    { rows, columns }: Pass,
    { at, places, down, across }: Tiling,
    width: number,
    strideOfB: number,
  ): { tile: WindowTile; a: number; c: number } {
    const { row, pixel } = this.#source;
    const place = (i: number, j: number): { a: number; c: number } => ({
      a: i * rows.sourceStep * row + j * columns.sourceStep * pixel,
      c: i * rows.step * this.#resultRow + j * columns.step * this.#resultPixel,
    });
    const tile: WindowTile = {
      rows: places.map(([i, j]) => place(i, j)),
      columns: width,
      blocks: this.#blocks(rows, columns),
      stepOfA: this.#lanewise ? columns.tapStep * pixel : 4,
      strideOfB,
      lanewise: this.#lanewise,
      walks: [
        { count: down.count, ...place(down.step, 0) },
        { count: across.count, ...place(0, across.step) },
      ],
    };
    return { tile, ...place(...at) };
  }

  /** The elements of a window, in blocks. Columns next to each other make one run with their channels. */
  #blocks(rows: Sweep, columns: Sweep): StepBlock[] {
    const { row, pixel } = this.#source;
    const [down, along] = [rows.tapStep * row, columns.tapStep * pixel];
    const joined = this.#swept.filters.groups === 1 && columns.tapStep === 1;
    return windowParts(rows.taps, columns.taps, this.#k).map(part => {
      const [[i, height], [j, width], [c, channels]] = [part.rows, part.columns, part.channels];
      const a = i * down + j * along + 4 * c;
      const outer = { count: height, a: down };
      if (this.#lanewise) return { a, runs: [outer], steps: width };
      if (joined || width === 1) return { a, runs: [outer], steps: width * channels };
      return { a, runs: [outer, { count: width, a: along }], steps: channels };
    });
  }
}

/** Parts of what a window has: from one row of it on so many, in the same way columns, and channels. */
interface WindowPart {
  readonly rows: Part;
  readonly columns: Part;
  readonly channels: Part;
}

type Part = readonly [from: number, count: number];

/** Cuts windows into parts of at most {@link MOST_STEPS} elements, in their order; each is whole in all but its first axis. */
function windowParts(rows: number, columns: number, channels: number): WindowPart[] {
  const all = (count: number): Part => [0, count];
  if (rows * columns * channels === 0) return [];
  if (columns * channels <= MOST_STEPS)
    return parts(rows, Math.floor(MOST_STEPS / (columns * channels))).map(part => ({
      rows: part,
      columns: all(columns),
      channels: all(channels),
    }));
  return parts(rows, 1).flatMap(row =>
    channels <= MOST_STEPS
      ? parts(columns, Math.floor(MOST_STEPS / channels)).map(part => ({
          rows: row,
          columns: part,
          channels: all(channels),
        }))
      : parts(columns, 1).flatMap(column =>
          parts(channels, MOST_STEPS).map(part => ({ rows: row, columns: column, channels: part })),
        ),
  );
}

function parts(total: number, most: number): Part[] {
  return Array.from({ length: Math.ceil(total / most) }, (_, n) => [n * most, Math.min(most, total - n * most)]);
}
