import { SIDE, type Dot } from './drawing.ts';

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
