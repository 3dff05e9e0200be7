import { shapeNames } from './pipeline/points.ts';
import { MOST_CLASSES, type Settings } from './settings.ts';

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
