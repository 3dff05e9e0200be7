import { drawPoints, type LabelledPoint } from './pipeline/points.ts';
import { POINTS, type Settings } from './settings.ts';
import { mostClasses } from './shape-facts.ts';

/** Returns text that is equal for settings which begin the same training: with another one, it begins again. */
export function structureOf(settings: Settings): string {
  const { shape, noise, points, classes, features, layers, activation, penalty, optimizer, batch, seed } = settings;
  return JSON.stringify([
    ...[shape, noise, points, classes, features, layers, activation, penalty, optimizer, batch, seed],
  ]);
}

/** Points for training and points for tests. */
export interface SplitPoints {
  readonly train: readonly LabelledPoint[];
  readonly test: readonly LabelledPoint[];
}

/**
 * Returns the points of settings: half of the drawn ones are test points. Those that a visitor adds are for training; only
 * where none are drawn, every fourth of them is a test point.
 */
export function pointsOf({ shape, classes, noise, seed, points }: Settings): SplitPoints {
  if (shape === 'none')
    return { train: points.filter((_, i) => i % 4 !== 3), test: points.filter((_, i) => i % 4 === 3) };
  const drawn = drawPoints({ shape, classes: Math.min(classes, mostClasses(shape)), noise, seed, count: POINTS });
  return { train: [...drawn.slice(0, POINTS / 2), ...points], test: drawn.slice(POINTS / 2) };
}
