import type { Point } from './training/training-event.ts';

/** A network that has just begun may say one digit of many images, too. */
const SOON = 100;
/** The share of test digits that are predicted as the same digit. A tenth is right. */
const MOST = 0.8;

/** Returns true if a network that has trained for a while predicts the same digit for most images. */
export function isStuck(point: Pick<Point, 'step' | 'confusion'> | undefined): boolean {
  if (point === undefined || point.step < SOON) return false;
  const predicted = Array.from({ length: 10 }, (_, digit) => sum(point.confusion.filter((_, at) => at % 10 === digit)));
  return Math.max(...predicted) > MOST * sum(point.confusion);
}

function sum(counts: Int32Array): number {
  return counts.reduce((total, count) => total + count, 0);
}
