import type { Pooling } from '../shape/pooling.ts';

/** The elements of a window that are not padding: the first one's position in the storage, and their rows and columns. */
type Visit = (place: number, first: number, height: number, width: number) => void;

/** Visits the windows of each image, row by row; `place` is the position of the window's first channel in the result. */
export function eachWindow({ images, rows, columns, channels }: Pooling, visit: Visit): void {
  let place = 0;
  for (let image = 0; image < images; image++)
    for (let r = 0; r < rows.out; r++) {
      const above = r * rows.stride - rows.before;
      const top = Math.max(above, 0);
      const height = Math.min(above + rows.kernel, rows.size) - top;
      for (let c = 0; c < columns.out; c++) {
        const leftOf = c * columns.stride - columns.before;
        const left = Math.max(leftOf, 0);
        const width = Math.min(leftOf + columns.kernel, columns.size) - left;
        visit(place, ((image * rows.size + top) * columns.size + left) * channels, height, width);
        place += channels;
      }
    }
}
