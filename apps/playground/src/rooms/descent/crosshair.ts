import type { Picture } from './picture.ts';
import type { Point } from './point.ts';

const directions: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Returns the position after an arrow key: ten pixels away, with Shift one, but within the picture; `undefined` for other keys. */
export function movedBy(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  [x, y]: Point,
  { width, height }: Picture,
): Point | undefined {
  const direction = directions[key];
  if (direction === undefined) return undefined;
  const stride = shiftKey ? 1 : 10;
  return [clamp(x + direction[0] * stride, width), clamp(y + direction[1] * stride, height)];
}

const clamp = (pixel: number, end: number): number => Math.min(Math.max(pixel, 0), end);
