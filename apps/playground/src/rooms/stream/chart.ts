import { REACH } from './history.ts';

/** The place of a chart on the page, in pixels, and the range of its values. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** The last event, at the right end. */
  readonly event: number;
  readonly low: number;
  readonly high: number;
}

/** Returns the first event that a chart shows. */
export const firstEvent = (event: number): number => Math.max(0, event - REACH);

/** Returns the place of an event on the horizontal axis. While there are few events, the axis is as long as for many. */
export function xOf({ width, left, right, event }: Frame, at: number): number {
  return left + ((at - firstEvent(event)) / REACH) * (width - left - right);
}

/** Returns the place of a value on the vertical axis. */
export function yOf({ height, top, bottom, low, high }: Frame, value: number): number {
  const share = (value - low) / (high - low);
  return height - bottom - Math.min(Math.max(share, 0), 1) * (height - top - bottom);
}

/** Returns the path of a curve. It is interrupted where there is no value. */
export function curvePath(
  frame: Frame,
  points: readonly (readonly [event: number, value: number | undefined])[],
): string {
  let path = '';
  let pen = 'M';
  for (const [event, value] of points) {
    if (value === undefined || Number.isNaN(value)) pen = 'M';
    else {
      path += `${pen}${xOf(frame, event).toFixed(1)} ${yOf(frame, value).toFixed(1)}`;
      pen = 'L';
    }
  }
  return path;
}

/** Returns the events at which the horizontal axis has a label. */
export function eventTicks(event: number): number[] {
  const first = firstEvent(event);
  const stride = REACH / 4;
  const from = Math.ceil(first / stride) * stride;
  return Array.from({ length: 5 }, (_, i) => from + i * stride).filter(at => at <= first + REACH);
}
