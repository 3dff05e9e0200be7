import type { Spot } from '../race/lane.ts';
import type { Point, View } from '../race/point.ts';

/** A view of the plane, drawn at a size in pixels. */
export interface Picture {
  readonly view: View;
  readonly width: number;
  readonly height: number;
}

/** The limit of pixel coordinates: SVG cannot draw arbitrarily large ones. */
const FAR = 10_000;

const within = (pixel: number): number => Math.min(Math.max(pixel, -FAR), FAR);

/** Returns the pixel of a point. */
export function toPixel({ view: { x, y }, width, height }: Picture, at: readonly number[]): Point {
  return [within(((at[0]! - x[0]) / (x[1] - x[0])) * width), within(((y[1] - at[1]!) / (y[1] - y[0])) * height)];
}

/** Returns the point of a pixel, rounded to four digits. */
export function toPoint({ view: { x, y }, width, height }: Picture, [left, top]: Point): Point {
  const exact = [x[0] + (left / width) * (x[1] - x[0]), y[1] - (top / height) * (y[1] - y[0])];
  return exact.map(value => Number(value.toPrecision(4))) as unknown as Point;
}

/** Returns the arrow of a velocity: it repeats the last step, with a length from one to four times `shortest`. */
export function arrowOf(
  picture: Picture,
  track: readonly Spot[],
  shortest: number,
): { from: Point; to: Point } | undefined {
  if (track.length < 2) return undefined;
  const [before, now] = track.slice(-2).map(spot => toPixel(picture, spot)) as [Point, Point];
  const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
  const length = Math.hypot(dx, dy);
  // An invisibly short step gets no arrow.
  if (length < 0.01) return undefined;
  const factor = Math.min(Math.max(length, shortest), 4 * shortest) / length;
  return { from: now, to: [now[0] + dx * factor, now[1] + dy * factor] };
}

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
