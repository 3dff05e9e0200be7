import type { Picture } from './picture.ts';
import type { Point } from './point.ts';

const ways: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Where an arrow key moves a pixel of a picture, and never out of it: by ten, with Shift by one; `undefined` for other keys. */
export function movedBy(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  [x, y]: Point,
  { width, height }: Picture,
): Point | undefined {
  const way = ways[key];
  if (way === undefined) return undefined;
  const stride = shiftKey ? 1 : 10;
  return [inside(x + way[0] * stride, width), inside(y + way[1] * stride, height)];
}

const inside = (pixel: number, end: number): number => Math.min(Math.max(pixel, 0), end);
