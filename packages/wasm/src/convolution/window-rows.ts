import { advance, plus } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { repeat } from '../emit/loops.ts';
import { copyRow } from '../emit/rows.ts';
import { nested } from './nested.ts';
import { paddedSource, type PaddedSource } from './padded-source.ts';
import type { Sweep, SweptAxis } from './sweep.ts';

/** Bytes of windows that are copied before they are multiplied: they stay near. */
const MOST_BYTES = 2 ** 20;

/** The windows of an image as the rows of a matrix: one for each place, with all elements of its window. */
export class WindowRows {
  readonly source: PaddedSource;
  /** The places of an image, and the elements of a window. */
  readonly places: number;
  readonly elements: number;
  /** Neighbouring elements of a window that lie next to each other. */
  readonly run: number;
  /** The most bytes of windows at once. */
  readonly bytes: number;
  readonly #rows: Sweep;
  readonly #columns: Sweep;
  /** The rows of places whose windows are copied at once. */
  readonly #height: number;

  constructor([rows, columns]: readonly [SweptAxis, SweptAxis], channels: number) {
    [this.#rows, this.#columns] = [rows.sweeps[0]!, columns.sweeps[0]!];
    this.source = paddedSource(rows, columns, channels);
    this.places = this.#rows.places * this.#columns.places;
    this.elements = this.#rows.taps * this.#columns.taps * channels;
    this.run = this.#columns.tapStep === 1 ? this.#columns.taps * channels : channels;
    const ofRow = 4 * this.#columns.places * this.elements;
    this.#height = Math.min(this.#rows.places, Math.max(1, Math.floor(MOST_BYTES / ofRow)));
    this.bytes = this.#height * ofRow;
  }

  /** Writes code that copies windows of the image at the address in a local, and has `use` write what is done with so many. */
  eachBlock(f: Func, image: number, windows: number, use: (places: number) => void): void {
    const { row, pixel } = this.source;
    const [rows, columns] = [this.#rows, this.#columns];
    const at = f.local('i32');
    plus(f, image, rows.source * row + columns.source * pixel).set(at);
    const block = (height: number): void => {
      this.#copy(f, at, windows, height);
      use(height * columns.places);
      advance(f, at, height * rows.sourceStep * row);
    };
    const [whole, rest] = [Math.floor(rows.places / this.#height), rows.places % this.#height];
    repeat(f, whole, () => block(this.#height));
    if (rest > 0) block(rest);
  }

  #copy(f: Func, at: number, windows: number, height: number): void {
    const { row, pixel } = this.source;
    const [rows, columns] = [this.#rows, this.#columns];
    const [from, to] = [f.local('i32'), f.local('i32')];
    f.get(at).set(from).get(windows).set(to);
    const runs = (columns.taps * pixel) / (4 * this.run);
    const loops = [
      { count: height, moves: [[from, rows.sourceStep * row]] },
      { count: columns.places, moves: [[from, columns.sourceStep * pixel]] },
      { count: rows.taps, moves: [[from, rows.tapStep * row]] },
      { count: runs, moves: [[from, columns.tapStep * pixel]] },
    ] as const;
    nested(f, loops, () => {
      copyRow(f, { from, to, bytes: 4 * this.run });
      advance(f, to, 4 * this.run);
    });
  }
}
