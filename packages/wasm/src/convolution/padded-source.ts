import { advance, plus } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { repeat } from '../loops/repeat.ts';
import { clear, copyRow } from '../loops/rows.ts';
import type { SweptAxis } from './sweep.ts';

/** An image of float32 with zeros around it, in bytes. */
export interface PaddedSource {
  /** True if it has zeros around it; else it is read where it lies. */
  readonly padded: boolean;
  /** From one pixel to the next, and from one row to the next. */
  readonly pixel: number;
  readonly row: number;
  /** The whole of it, and the image in it. */
  readonly bytes: number;
  readonly imageBytes: number;
  /** The first pixel of the image, and the number of its rows with the bytes of each. */
  readonly first: number;
  readonly rows: number;
  readonly rowBytes: number;
}

type Extent = Pick<SweptAxis, 'source' | 'before' | 'after'>;

export function paddedSource(rows: Extent, columns: Extent, channels: number): PaddedSource {
  const pixel = 4 * channels;
  const row = pixel * (columns.before + columns.source + columns.after);
  const rowBytes = pixel * columns.source;
  return {
    padded: rows.before + rows.after + columns.before + columns.after > 0,
    pixel,
    row,
    bytes: row * (rows.before + rows.source + rows.after),
    imageBytes: rowBytes * rows.source,
    first: rows.before * row + columns.before * pixel,
    rows: rows.source,
    rowBytes,
  };
}

/** Writes zeros for so many images. */
export function clearSource(f: Func, source: PaddedSource, target: number, images = 1): void {
  if (source.padded) clear(f, target, images * source.bytes);
}

/** Copies an image into the zeros, from the address in one local to that in another. */
export function copyImage(f: Func, { first, rows, rowBytes, row }: PaddedSource, image: number, target: number): void {
  const [from, to] = [f.local('i32'), f.local('i32')];
  f.get(image).set(from);
  plus(f, target, first).set(to);
  repeat(f, rows, () => {
    copyRow(f, { from, to, bytes: rowBytes });
    advance(f, from, rowBytes);
    advance(f, to, row);
  });
}
