import { concat, constant, read, slice, type Node } from '@thalweg/graph';
import { placesOfMap, type Maps } from './maps.ts';
import { features } from './pipeline/point-network.ts';

/** Returns the values of all features at the places of a map. */
export function featureMaps(): Pick<Maps, 'values' | 'stride'> {
  const at = constant(placesOfMap());
  const [x1, x2] = [slice(at, { axis: 1, to: 1 }), slice(at, { axis: 1, from: 1 })] as Node[];
  const all = concat(
    Object.values(features).map(feature => feature(x1!, x2!)),
    { axis: 1 },
  ) as Node;
  const { data, shape } = read(all);
  return { values: data as Float32Array, stride: shape[1]! };
}
