import type { WeightPlace } from './pipeline/set-weight.ts';
import type { Settings } from './settings.ts';

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
