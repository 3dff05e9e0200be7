/** The number of rows, and of columns, of a drawing. */
export const SIDE = 28;

/** The darkest level of a pixel: 0 to 3, so that a drawing fits into an address. */
export const DARKEST = 3;

/** The pixels of a drawing, row by row. */
export type Drawing = Uint8Array;

/** A point on a drawing, in pixels. Whole numbers are the centres of pixels. */
export type Dot = readonly [x: number, y: number];

/** The radius of the pen, in pixels. */
const RADIUS = 1.5;

export const emptyDrawing = (): Drawing => new Uint8Array(SIDE * SIDE);

/** Returns the drawing with a line added between two points. */
export function withLine(drawing: Drawing, [x0, y0]: Dot, [x1, y1]: Dot): Drawing {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  return drawing.map((before, index) => {
    const [x, y] = [index % SIDE, Math.floor(index / SIDE)];
    const along = length === 0 ? 0 : Math.min(Math.max(((x - x0) * dx + (y - y0) * dy) / length, 0), 1);
    const distance = Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
    const ink = Math.round(DARKEST * Math.min(1, Math.max(0, RADIUS + 0.5 - distance)));
    return Math.max(before, ink);
  });
}

/** Returns true if nothing is drawn. */
export function isEmpty(drawing: Drawing): boolean {
  return drawing.every(ink => ink === 0);
}
