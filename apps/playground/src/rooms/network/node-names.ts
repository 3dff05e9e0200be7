import type { FeatureName } from './pipeline/point-network.ts';

/** The names of features as they are written. */
export const featureTitles: Readonly<Record<FeatureName, string>> = {
  x1: 'x₁',
  x2: 'x₂',
  x1x1: 'x₁²',
  x2x2: 'x₂²',
  x1x2: 'x₁x₂',
  sinx1: 'sin x₁',
  sinx2: 'sin x₂',
};

/** Returns the name of a unit: of a hidden layer, or of a class. */
export function unitTitle(layer: number, unit: number, hidden: number): string {
  return layer === hidden ? `class ${unit}` : `layer ${layer + 1}, unit ${unit + 1}`;
}
