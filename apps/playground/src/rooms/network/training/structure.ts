import { drawPoints, type LabelledPoint, shapeNames } from '../pipeline/points.ts';
import type { WeightPlace } from '../pipeline/set-weight.ts';
import { MOST_CLASSES, POINTS, type Settings } from './settings.ts';

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

/** The names of shapes as the room shows them. */
export const shapeTitles: Readonly<Record<Settings['shape'], string>> = {
  spiral: 'Spiral',
  circles: 'Circles',
  xor: 'XOR',
  gaussians: 'Gaussians',
  moons: 'Moons',
  none: 'Only my points',
};

/** All shapes that can be chosen. */
export const shapeChoices: readonly Settings['shape'][] = [...shapeNames, 'none'];

/** Returns the largest number of classes that a shape can have. */
export function mostClasses(shape: Settings['shape']): number {
  return shape === 'spiral' || shape === 'gaussians' || shape === 'none' ? MOST_CLASSES : 2;
}

/** Returns true if a network of these settings has all the given weights. */
export function fitsNetwork(
  { features, layers, classes }: Pick<Settings, 'features' | 'layers' | 'classes'>,
  places: readonly WeightPlace[],
): boolean {
  const sizes = [features.length, ...layers, classes];
  return places.every(({ layer, from, to }) => {
    const [inputs, units] = [sizes[layer], sizes[layer + 1]];
    return inputs !== undefined && units !== undefined && (from ?? 0) < inputs && to < units;
  });
}
