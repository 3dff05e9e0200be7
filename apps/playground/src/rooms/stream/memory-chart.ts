import { curvePath, type Frame } from './chart.ts';
import type { StreamView } from './view.ts';

/** Returns the path of the remembered bytes over the last events, on an axis from 0. */
export function memoryChart({ event, history }: StreamView, width: number): { frame: Frame; path: string } {
  const { memory } = history;
  const high = 1.5 * Math.max(1, ...memory.map(({ bytes }) => bytes));
  const frame: Frame = { width, height: 48, left: 2, right: 2, top: 2, bottom: 2, event, low: 0, high };
  return {
    frame,
    path: curvePath(
      frame,
      memory.map(({ event, bytes }) => [event, bytes]),
    ),
  };
}
