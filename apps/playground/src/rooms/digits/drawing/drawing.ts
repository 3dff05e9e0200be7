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

/** Pixels per letter: three, of two bits each. */
const EACH = 3;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Formats a drawing for an address: one letter for three pixels, with runs of empty letters shortened to their count. */
export function formatDrawing(drawing: Drawing): string {
  let text = '';
  for (let at = 0; at < SIDE * SIDE; at += EACH) {
    const [a, b = 0, c = 0] = drawing.subarray(at, at + EACH);
    text += LETTERS[a! * 16 + b * 4 + c]!;
  }
  return text.replace(/A+/g, run => (run.length < 4 ? run : `.${run.length}.`));
}

/** Parses the output of {@link formatDrawing}; returns `undefined` for any other text. */
export function parseDrawing(text: string): Drawing | undefined {
  if (text.length > SIDE * SIDE) return undefined;
  const letters = text.replace(/\.(\d{1,3})\./g, (_, count: string) => 'A'.repeat(Number(count)));
  const numbers = [...letters].map(letter => LETTERS.indexOf(letter));
  if (numbers.length !== Math.ceil((SIDE * SIDE) / EACH) || numbers.includes(-1)) return undefined;
  return Uint8Array.from(numbers.flatMap(number => [number >> 4, (number >> 2) & 3, number & 3])).slice(0, SIDE * SIDE);
}

const directions: Readonly<Record<string, Dot>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Returns the position of the pen after an arrow key: one pixel away, within the drawing; `undefined` for other keys. */
export function movedPen(key: string, [x, y]: Dot): Dot | undefined {
  const direction = directions[key];
  return direction && [clamp(x + direction[0]), clamp(y + direction[1])];
}

const clamp = (place: number): number => Math.min(Math.max(place, 0), SIDE - 1);

/** Returns the point of a drawing under the pointer, for an event on an element that shows the whole drawing. */
export function dotAt({ offsetX, offsetY }: PointerEvent, { clientWidth, clientHeight }: HTMLElement): Dot {
  return [(offsetX / clientWidth) * SIDE - 0.5, (offsetY / clientHeight) * SIDE - 0.5];
}

/** Returns the ink of a drawing, from 0 to 1. */
export function inkOf(drawing: Drawing): Float32Array {
  return Float32Array.from(drawing, level => level / DARKEST);
}

/** Paints ink from 0 to 1 as an image: 0 is white, 1 is black. */
export function paintInk(canvas: HTMLCanvasElement, ink: Float32Array): void {
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(SIDE, SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) {
    image.data.fill(255 * (1 - ink[i]!), 4 * i, 4 * i + 3);
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
