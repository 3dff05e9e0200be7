import { DARKEST, SIDE, type Drawing } from './drawing.ts';

/** The side of the square that the digits of the data set are scaled to. */
const BOX = 20;

/**
 * Returns a drawing as the network’s input: brightnesses from 0 to 1, scaled to a square of 20 pixels and centred by the
 * centre of mass, as in the training data.
 *
 * Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits"
 */
export function centred(drawing: Drawing): Float32Array {
  const { left, right, top, bottom } = boundsOf(drawing);
  const image = new Float32Array(SIDE * SIDE);
  if (right < left) return image;
  const scale = BOX / Math.max(right - left + 1, bottom - top + 1);
  const [massX, massY] = massOf(drawing);
  // The centre of the image maps to the centre of mass of the drawing.
  const middle = (SIDE - 1) / 2;
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++)
      image[y * SIDE + x] = inkAt(drawing, massX + (x - middle) / scale, massY + (y - middle) / scale) / DARKEST;
  return image;
}

function boundsOf(drawing: Drawing): { left: number; right: number; top: number; bottom: number } {
  const bounds = { left: SIDE, right: -1, top: SIDE, bottom: -1 };
  drawing.forEach((ink, index) => {
    if (ink === 0) return;
    const [x, y] = [index % SIDE, Math.floor(index / SIDE)];
    bounds.left = Math.min(bounds.left, x);
    bounds.right = Math.max(bounds.right, x);
    bounds.top = Math.min(bounds.top, y);
    bounds.bottom = Math.max(bounds.bottom, y);
  });
  return bounds;
}

function massOf(drawing: Drawing): [x: number, y: number] {
  let [mass, x, y] = [0, 0, 0];
  drawing.forEach((ink, index) => {
    mass += ink;
    x += ink * (index % SIDE);
    y += ink * Math.floor(index / SIDE);
  });
  return [x / mass, y / mass];
}

/** Returns the ink at a point, interpolated linearly between the four nearest pixels. */
function inkAt(drawing: Drawing, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, down] = [x - left, y - top];
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= SIDE || row >= SIDE ? 0 : drawing[row * SIDE + column]!;
  return (
    (1 - down) * ((1 - right) * at(left, top) + right * at(left + 1, top)) +
    down * ((1 - right) * at(left, top + 1) + right * at(left + 1, top + 1))
  );
}
