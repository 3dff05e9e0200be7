import { elementsOf, type Pooling } from '../shape/pooling.ts';

/** The elements of a window that are not padding: the first one's position in the storage, and the numbers of their rows and columns. */
type Visit = (place: number, first: number, height: number, width: number) => void;

/** Visits the windows of each image, row by row; `place` is the position of the window's first channel in the result. */
export function eachWindow({ images, rows, columns, channels }: Pooling, visit: Visit): void {
  const across = Array.from({ length: columns.out }, (_, c) => elementsOf(columns, c));
  let place = 0;
  for (let image = 0; image < images; image++)
    for (let r = 0; r < rows.out; r++) {
      const { first: top, count: height } = elementsOf(rows, r);
      for (const { first: left, count: width } of across) {
        visit(place, ((image * rows.size + top) * columns.size + left) * channels, height, width);
        place += channels;
      }
    }
}

/** Returns the distances in the storage from a row of a window to the next, and from a column to the next. */
export function stepsOf({ rows, columns, channels }: Pooling): { readonly row: number; readonly column: number } {
  return { row: rows.dilation * columns.size * channels, column: columns.dilation * channels };
}
