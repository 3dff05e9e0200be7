import { advance, plus } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import type { ConvolutionByProducts, SideByProducts } from '../lowering/products.ts';
import { nested, repeat } from '../loops/repeat.ts';
import { addRow, clear, copyRow } from '../loops/rows.ts';
import { clearSource, copyImage, paddedSource, type PaddedSource } from './padded-source.ts';
import { type Sweep, type SweptAxis, sweptInput, sweptOutput } from './sweep.ts';

/**
 * The fewest columns of the product, and elements that are copied together. For fewer, copying windows costs more than the
 * library saves.
 */
const LEAST = 16;

/**
 * One side of a convolution as products by the library of the host, image by image, of windows that are copied to the rows of a
 * matrix. None if the library does not take them, or if it does not pay.
 *
 * - **Source** Chellapilla, Puri and Simard, "High Performance Convolutional Neural Networks for Document Processing", 2006, §3
 */
export const libraryConvolution: ConvolutionByProducts = ({ axes, channels, filters, groups }, side, takes) => {
  const swept = side === 'input' ? sweptInput : sweptOutput;
  const both = [swept(axes[0]), swept(axes[1])] as const;
  if (groups !== 1 || both.some(({ sweeps }) => sweeps.length !== 1)) return undefined;
  const [k, n] = side === 'input' ? [filters, channels] : [channels, filters];
  const windows = new WindowRows(both, k);
  const { places, elements, run } = windows;
  const [m, inner] = side === 'weights' ? [elements, places] : [places, elements];
  if (n < LEAST || run < LEAST || !takes({ m, n, k: inner, dtype: 'float32' })) return undefined;
  if (side === 'weights') return weightsSide(windows, n);
  const [rows, columns] = [both[0].sweeps[0]!, both[1].sweeps[0]!];
  return imagesSide(windows, n, side === 'input' ? { rows, columns, width: axes[1].kernel } : undefined);
};

/** The taps of the filters as windows on the output see them, and the columns of a filter. */
interface Turned {
  readonly rows: Sweep;
  readonly columns: Sweep;
  readonly width: number;
}

/** The output; or the input, whose filters are turned around. */
function imagesSide(windows: WindowRows, n: number, turned: Turned | undefined): SideByProducts {
  const { source, elements } = windows;
  const room = roomFor(windows, turned === undefined ? 0 : 4 * elements * n);
  return {
    scratch: room.bytes,
    write: (f, kernels, { reads: [images, weights], output, scratch }, count) => {
      const at = room.locals(f, scratch);
      if (turned !== undefined) turnFilters(f, windows, n, turned, weights!, at.other);
      clearSource(f, source, at.padded);
      repeat(f, count, () => {
        const image = padded(f, windows, images!, at.padded);
        windows.eachBlock(f, image, at.windows, places => {
          f.i32(0).i32(turned === undefined ? 0 : 1).i32(places).i32(n).i32(elements).get(at.windows).i32(elements); // prettier-ignore
          if (turned === undefined) f.get(weights!).i32(n);
          else f.get(at.other).i32(elements);
          f.get(output).call(kernels.multiply('float32'));
          advance(f, output, 4 * places * n);
        });
        advance(f, images!, source.imageBytes);
      });
    },
  };
}

/** The weights: the sum of a product for each block of places. */
function weightsSide(windows: WindowRows, n: number): SideByProducts {
  const { source, elements } = windows;
  const bytes = 4 * elements * n;
  const room = roomFor(windows, bytes);
  return {
    scratch: room.bytes,
    write: (f, kernels, { reads: [images, upstream], output, scratch }, count) => {
      const at = room.locals(f, scratch);
      clear(f, output, bytes);
      clearSource(f, source, at.padded);
      repeat(f, count, () => {
        const image = padded(f, windows, images!, at.padded);
        windows.eachBlock(f, image, at.windows, places => {
          f.i32(1).i32(0).i32(elements).i32(n).i32(places).get(at.windows).i32(elements);
          f.get(upstream!).i32(n).get(at.other).call(kernels.multiply('float32'));
          addRow(f, at.other, output, elements * n, 'float32');
          advance(f, upstream!, 4 * places * n);
        });
        advance(f, images!, source.imageBytes);
      });
    },
  };
}

/** Copies an image into zeros, if it needs any around. Returns the local with its address. */
function padded(f: Func, { source }: WindowRows, image: number, target: number): number {
  if (!source.padded) return image;
  copyImage(f, source, image, target);
  return target;
}

/** Copies filters as the input sees them: the taps in the order of its windows, channel by channel. */
function turnFilters(
  f: Func,
  { elements }: WindowRows,
  channels: number,
  { rows, columns, width }: Turned,
  from: number,
  to: number,
): void {
  const filters = 4 * (elements / (rows.taps * columns.taps));
  const tap = channels * filters;
  const [source, target] = [f.local('i32'), f.local('i32')];
  plus(f, from, (rows.tap * width + columns.tap) * tap).set(source);
  f.get(to).set(target);
  const loops = [
    { count: rows.taps, moves: [[source, rows.kernelStep * width * tap], [target, columns.taps * filters]] },
    { count: columns.taps, moves: [[source, columns.kernelStep * tap], [target, filters]] },
    { count: channels, moves: [[source, filters], [target, 4 * elements]] },
  ] as const; // prettier-ignore
  nested(f, loops, () => copyRow(f, { from: source, to: target, bytes: filters }));
}

/** Scratch for a padded image, windows, and other bytes. */
function roomFor(
  { source, bytes: ofWindows }: WindowRows,
  other: number,
): {
  readonly bytes: number;
  readonly locals: (f: Func, scratch: number) => Readonly<Record<'padded' | 'windows' | 'other', number>>;
} {
  const aligned = (bytes: number): number => 64 * Math.ceil(bytes / 64);
  const windowsAt = source.padded ? aligned(source.bytes) : 0;
  const otherAt = windowsAt + aligned(ofWindows);
  return {
    bytes: otherAt + other,
    locals: (f, scratch) => {
      const [windows, last] = [f.local('i32'), f.local('i32')];
      plus(f, scratch, windowsAt).set(windows);
      plus(f, scratch, otherAt).set(last);
      return { padded: scratch, windows, other: last };
    },
  };
}

/** Bytes of windows that are copied before they are multiplied: they stay near. */
const MOST_BYTES = 2 ** 20;

/** The windows of an image as the rows of a matrix: one for each place, with all elements of its window. */
class WindowRows {
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
