import type { Node } from '@thalweg/graph';
import { setWeights, type LoadedWeights } from '../weights/set-weights.ts';
import type { LoadWeightsOptions } from '../weights/weights-options.ts';
import { npyArray, npyHeader } from './npy-array.ts';
import { npzFiles } from './npz-files.ts';

/**
 * Loads the arrays of a `.npz` file, as `numpy.savez` writes it, into the parameters and states that nodes read when they
 * predict, and returns a report of their names. All of them are set, or none. The options are those of {@link loadWeights}.
 *
 * - **Throws** as {@link decodeNpz} and {@link loadWeights}
 *
 * @example
 * loadNpz(prediction, await readFile('weights.npz'), { names: { dense1: 'Dense_0', 'dense1/weight': 'Dense_0/kernel' } });
 */
export function loadNpz(nodes: Node | readonly Node[], bytes: Uint8Array, options?: LoadWeightsOptions): LoadedWeights {
  const weightsIn = () =>
    new Map(
      npzFiles(bytes).map(
        ([name, file]) => [name, { shape: npyHeader(name, file).shape, read: () => npyArray(name, file) }] as const,
      ),
    );
  return setWeights('loadNpz', nodes, { weightsIn, options });
}
