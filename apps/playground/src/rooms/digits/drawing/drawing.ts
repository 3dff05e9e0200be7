/** Rows and columns of a drawing. */
export const SIDE = 28;

/** How dark a pixel may be: 0 to 3, so that a drawing fits into an address. */
export const DARKEST = 3;

/** A drawing, pixel by pixel, row by row. */
export type Drawing = Uint8Array;

/** A place on a drawing, in pixels; whole numbers are the middles of pixels. */
export type Dot = readonly [x: number, y: number];

/** The reach of the pen, in pixels. */
const REACH = 1.5;

export const emptyDrawing = (): Drawing => new Uint8Array(SIDE * SIDE);

/** The drawing with a line from one place to another. */
export function withLine(drawing: Drawing, [x0, y0]: Dot, [x1, y1]: Dot): Drawing {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  return drawing.map((before, index) => {
    const [x, y] = [index % SIDE, Math.floor(index / SIDE)];
    const along = length === 0 ? 0 : Math.min(Math.max(((x - x0) * dx + (y - y0) * dy) / length, 0), 1);
    const distance = Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
    const ink = Math.round(DARKEST * Math.min(1, Math.max(0, REACH + 0.5 - distance)));
    return Math.max(before, ink);
  });
}

/** Whether nothing is drawn. */
export function isEmpty(drawing: Drawing): boolean {
  return drawing.every(ink => ink === 0);
}
