import { SIDE, type Dot } from './drawing.ts';

const ways: Readonly<Record<string, Dot>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Where an arrow key moves the pen, by a pixel and never out of the drawing; `undefined` for other keys. */
export function movedPen(key: string, [x, y]: Dot): Dot | undefined {
  const way = ways[key];
  return way && [inside(x + way[0]), inside(y + way[1])];
}

const inside = (place: number): number => Math.min(Math.max(place, 0), SIDE - 1);
