import type { Point, View } from './point.ts';
import type { Spot } from './lane.ts';

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
