import { advance, type Amount, plus, push } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { pushRounded } from '../assembler/lanes.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { Kernels } from '../assembler/kernels.ts';
import { type MovingLoop, nested, repeat, runs } from '../loops/repeat.ts';
import { clear } from '../loops/rows.ts';
import { addBlock } from '../product/dots.ts';
import { MOST_STEPS } from '../product/cut.ts';
import { clearSource, copyImage, paddedSource, type PaddedSource } from './padded-source.ts';
import { bytesOfPanels, eachPanel, panelsOf, strideOfPanel, type Panels } from './panels.ts';
import { type Sweep, type SweptAxis, type Tiling, tilingsOf } from './sweep.ts';
import { rowsOfTile, windowTile, type WindowTile } from './window-tile.ts';

/** The weights of a convolution, summed over all places of all images. */
export interface SweptWeights {
  /** The windows on the input, along both axes. */
  readonly axes: readonly [rows: SweptAxis, columns: SweptAxis];
  /** The channels of one group, and the filters of all. */
  readonly channels: number;
  readonly filters: number;
  readonly groups: number;
}

/** Locals with addresses: of inputs, outputs and weights, and of scratch. */
export interface WeightLocals {
  readonly input: number;
  readonly output: number;
  readonly weights: number;
  readonly scratch: number;
}

/** Rows of places that are summed in float32 before they are added in float64: so many strips, `step` rows apart. */
interface Strip {
  readonly at: readonly [row: number, column: number];
  readonly rows: number;
  readonly columns: number;
  readonly count: number;
  readonly step: number;
}

type Moves = MovingLoop['moves'];

/** Bytes of padded images that are summed at once: they stay in the second cache. */
const MOST_PADDED = 2 ** 18;

/** The sums over all places, written for the sizes of one image. */
export class WeightsCode {
  readonly #swept: SweptWeights;
  readonly #rows: Sweep;
  readonly #columns: Sweep;
  readonly #source: PaddedSource;
  readonly #lanewise: boolean;
  /** Of one group: the elements of a window, and the panels of filters; panels of channels if each has a filter of its own. */
  readonly #k: number;
  readonly #panels: Panels;
  readonly #lanes: number;
  readonly #strips: readonly Strip[];

  /** Wide code has vectors of so many lanes. */
  constructor(swept: SweptWeights, lanes: number) {
    const { axes, channels, filters, groups } = swept;
    this.#swept = swept;
    [this.#rows, this.#columns] = [axes[0].sweeps[0]!, axes[1].sweeps[0]!];
    this.#source = paddedSource(axes[0], axes[1], channels * groups);
    this.#lanewise = groups > 1 && channels === 1 && filters === groups;
    this.#k = this.#rows.taps * this.#columns.taps * channels;
    this.#panels = panelsOf(this.#lanewise ? groups : filters / groups, lanes);
    this.#lanes = lanes;
    this.#strips = stripsOf(this.#rows.places, this.#columns.places);
  }

  /** The number of parts that can be computed apart, each of a panel's columns; 1 if none can. */
  get parts(): number {
    const { whole, rest } = this.#panels;
    return rest === 0 && (this.#lanewise || this.#swept.groups === 1) ? whole : 1;
  }

  /** Bytes from one part to the next. */
  get moves(): { readonly input: number; readonly output: number; readonly weights: number } {
    const bytes = 4 * this.#panels.width;
    return { input: this.#lanewise ? bytes : 0, output: bytes, weights: bytes };
  }

  get scratch(): number {
    return this.#sourceAt + (this.#source.padded ? this.#imagesABlock * this.#source.bytes + 12 : 0);
  }

  /** Bytes of sums in float32, in panels, group after group. Sums in float64 follow, then a padded input. */
  get #bytesOfSums(): number {
    const groups = this.#lanewise ? 1 : this.#swept.groups;
    return groups * bytesOfPanels(this.#panels, this.#k);
  }

  get #sourceAt(): number {
    return 3 * this.#bytesOfSums;
  }

  /** Writes the sums of some parts, all by default. */
  write(f: Func, kernels: Kernels, images: Amount, at: WeightLocals, parts?: number): void {
    const panels = parts === undefined ? this.#panels : { ...this.#panels, whole: parts, rest: 0 };
    const [inFloat64, padded] = [f.local('i32'), f.local('i32')];
    plus(f, at.scratch, this.#bytesOfSums).set(inFloat64);
    plus(f, at.scratch, this.#sourceAt).set(padded);
    clear(f, inFloat64, 2 * this.#bytesOfSums);
    clearSource(f, this.#source, padded, this.#imagesABlock);
    const add = (): void => {
      f.get(at.scratch).get(inFloat64).i32(this.#bytesOfSums / 4).i32(1).i32(1).call(addBlock(kernels)); // prettier-ignore
    };
    const eachBlock = (): void =>
      runs(f, images, this.#imagesABlock, ({ length }) => {
        if (this.#source.padded) this.#pad(f, at.input, padded, length);
        const input = this.#source.padded ? padded : at.input;
        this.#addImages(f, kernels, { ...at, input }, length, panels, add);
        const { places } = this.#columns;
        advanceTimes(f, at.input, length, this.#source.imageBytes);
        advanceTimes(f, at.output, length, 4 * this.#rows.places * places * this.#swept.filters);
      });
    push(f, images).if(eachBlock);
    this.#store(f, inFloat64, at.weights, panels);
  }

  /** The number of whole images that are summed in float32. */
  get #imagesABlock(): number {
    if (this.#strips.length > 1 || this.#strips[0]!.count > 1) return 1;
    const fitting = this.#source.padded ? Math.floor(MOST_PADDED / this.#source.bytes) : MOST_STEPS;
    return Math.max(1, Math.min(fitting, Math.floor(MOST_STEPS / (this.#rows.places * this.#columns.places))));
  }

  /** Copies so many images into their zeros. */
  #pad(f: Func, images: number, padded: number, count: number): void {
    const [from, to] = [f.local('i32'), f.local('i32')];
    f.get(images).set(from).get(padded).set(to);
    repeat(f, { local: count }, () => {
      copyImage(f, this.#source, from, to);
      advance(f, from, this.#source.imageBytes);
      advance(f, to, this.#source.bytes);
    });
  }

  #addImages(f: Func, kernels: Kernels, at: WeightLocals, images: number, panels: Panels, add: () => void): void {
    const { filters } = this.#swept;
    const { row, pixel } = this.#source;
    const [a, b] = [f.local('i32'), f.local('i32')];
    for (const strip of this.#strips) {
      const [i, j] = strip.at;
      plus(f, at.input, i * this.#rows.sourceStep * row + j * this.#columns.sourceStep * pixel).set(a);
      plus(f, at.output, 4 * filters * (i * this.#columns.places + j)).set(b);
      const moves = [[a, strip.step * this.#rows.sourceStep * row], [b, 4 * filters * strip.step * this.#columns.places]] as const; // prettier-ignore
      nested(f, [{ count: strip.count, moves }], () => {
        this.#addStrip(f, kernels, { a, b, c: at.scratch, images }, panels, strip);
        add();
      });
    }
  }

  #addStrip(
    f: Func,
    kernels: Kernels,
    start: { readonly a: number; readonly b: number; readonly c: number; readonly images: number },
    panels: Panels,
    strip: Strip,
  ): void {
    const [a, b, c] = [f.local('i32'), f.local('i32'), f.local('i32')];
    f.get(start.a).set(a).get(start.b).set(b).get(start.c).set(c);
    const { channels, filters, groups } = this.#swept;
    const along = 4 * panels.width;
    const byPanel: Moves = [[a, this.#lanewise ? along : 0], [b, along], [c, this.#k * strideOfPanel(panels.width)]]; // prettier-ignore
    const byGroup: Moves = [[a, 4 * channels], [b, (4 * filters) / groups], [c, bytesOfPanels(panels, this.#k)]]; // prettier-ignore
    this.#eachPanel(f, panels, byPanel, byGroup, width => {
      for (const { tile, at } of this.#tiles(width, strip)) {
        plus(f, a, at.a).get(b);
        plus(f, c, at.c).i32(0).get(start.images).call(windowTile(kernels, tile));
      }
    });
  }

  /** Goes through the panels of all groups. Addresses move from one to the next by bytes; from group to group by others. */
  #eachPanel(f: Func, panels: Panels, byPanel: Moves, byGroup: Moves, one: (width: number) => void): void {
    const count = this.#lanewise ? 1 : this.#swept.groups;
    nested(f, [{ count, moves: byGroup }], () => eachPanel(f, panels, byPanel, one));
  }

  /** Tiles whose rows are elements of a window: neighbours in it are neighbours in the input, as far as runs go. */
  #tiles(width: number, strip: Strip): { tile: WindowTile; at: { a: number; c: number } }[] {
    const { row, pixel } = this.#source;
    const { channels, groups, filters } = this.#swept;
    const [rows, columns] = [this.#rows, this.#columns];
    const stride = strideOfPanel(width);
    const joined = !this.#lanewise && groups === 1 && columns.tapStep === 1;
    const down = rows.tapStep * row;
    const along = columns.tapStep * pixel;
    const inRow = columns.taps * channels;
    // The grid of a tiling: rows of a window by its columns with their channels; or, in each row, columns by channels.
    const [height, length, place] = this.#lanewise
      ? ([rows.taps, columns.taps, (i: number, j: number) => ({ a: i * down + j * along, c: (i * inRow + j) * stride })] as const)
      : joined
        ? ([rows.taps, inRow, (i: number, j: number) => ({ a: i * down + 4 * j, c: (i * inRow + j) * stride })] as const)
        : ([columns.taps, channels, (i: number, j: number) => ({ a: i * along + 4 * j, c: (i * channels + j) * stride })] as const); // prettier-ignore
    const outer = this.#lanewise || joined ? [] : [{ count: rows.taps, a: down, c: inRow * stride }];
    return tilingsOf(height, length, rowsOfTile(width, this.#lanes)).map((tiling: Tiling) => ({
      at: place(...tiling.at),
      tile: {
        rows: tiling.places.map(([i, j]) => place(i, j)),
        columns: width,
        blocks: [{ a: 0, runs: [{ count: strip.rows, a: rows.sourceStep * row }], steps: strip.columns }],
        stepOfA: columns.sourceStep * pixel,
        strideOfB: 4 * filters,
        lanewise: this.#lanewise,
        ...(this.#imagesABlock > 1 && { image: this.#source.padded ? this.#source.bytes : this.#source.imageBytes }),
        walks: [
          ...outer,
          { count: tiling.down.count, ...place(tiling.down.step, 0) },
          { count: tiling.across.count, ...place(0, tiling.across.step) },
        ],
      },
    }));
  }

  /** Rounds the sums and puts them in their places. */
  #store(f: Func, sums: number, weights: number, panels: Panels): void {
    const { filters, groups } = this.#swept;
    const [from, to] = [f.local('i32'), f.local('i32')];
    const halves = [f.local('v128'), f.local('v128')] as const;
    const rounded = f.local('v128');
    f.get(sums).set(from).get(weights).set(to);
    // In float64 everything is twice as far apart.
    const byPanel: Moves = [[from, 2 * this.#k * strideOfPanel(panels.width)], [to, 4 * panels.width]]; // prettier-ignore
    const byGroup: Moves = [[from, 2 * bytesOfPanels(panels, this.#k)], [to, (4 * filters) / groups]]; // prettier-ignore
    this.#eachPanel(f, panels, byPanel, byGroup, width => {
      const stride = 2 * strideOfPanel(width);
      nested(f, [{ count: this.#k, moves: [[from, stride], [to, 4 * filters]] }], () => {
        for (let j = 0; j < width; j += 4) {
          halves.forEach((half, n) => f.get(from).memory(v128.load, 8 * j + 16 * n).set(half));
          pushRounded(f, halves).set(rounded).storeLanes(to, rounded, Math.min(4, width - j), 4 * j);
        }
      }); // prettier-ignore
    });
  }
}

/** Moves the address in a local by some bytes, as many times as another local says. */
function advanceTimes(f: Func, address: number, times: number, bytes: number): void {
  f.get(times).i32(bytes).op(i32.mul).get(address).op(i32.add).set(address);
}

/** Cuts places into strips of at most {@link MOST_STEPS}. */
function stripsOf(rows: number, columns: number): Strip[] {
  if (columns > MOST_STEPS)
    return Array.from({ length: Math.ceil(columns / MOST_STEPS) }, (_, n) => {
      const column = n * MOST_STEPS;
      return { at: [0, column], rows: 1, columns: Math.min(MOST_STEPS, columns - column), count: rows, step: 1 };
    });
  const height = Math.min(rows, Math.floor(MOST_STEPS / columns));
  const count = Math.floor(rows / height);
  const whole: Strip = { at: [0, 0], rows: height, columns, count, step: height };
  const rest: Strip = { at: [count * height, 0], rows: rows - count * height, columns, count: 1, step: 0 };
  return rest.rows > 0 ? [whole, rest] : [whole];
}
