import type { Node } from '@thalweg/graph';
import { tensorOfEntry, type ByteSource } from '@thalweg/tensor';
import { safetensorsPlaces } from '@thalweg/tensor/engine';
import { setWeights, type LoadedWeights } from './set-weights.ts';
import type { LoadWeightsOptions } from './weights-options.ts';

/**
 * Loads the tensors of a safetensors file, such as the state dict that `safetensors.torch.save_file(model.state_dict(), path)`
 * writes, into the parameters and states that nodes read when they predict, and returns a report of their names. It reads only
 * the tensors that it needs. All of them are set, or none. The options are those of {@link loadWeights}.
 *
 * - **dtype** F16 and BF16 become float32, integers int32; then what the parameter has
 * - **Throws** `ContractError` if the bytes are no whole safetensors file; else as {@link loadWeights}
 *
 * @example
 * const y = input('x', ['batch', 2]).pipe(dense(1, { name: 'fc' }));
 * const file = encodeSafetensors({ 'fc.weight': tensor([[3, 4]]), 'fc.bias': tensor([5]) });
 * loadSafetensors(y, file, { convention: 'pytorch' }).reordered // => ['fc/weight']
 */
export function loadSafetensors(
  nodes: Node | readonly Node[],
  file: Uint8Array | ByteSource,
  options?: LoadWeightsOptions,
): LoadedWeights {
  const weightsIn = () =>
    new Map(
      safetensorsPlaces(file).places.map(({ begin, end, ...entry }) => {
        const read = () => {
          const bytes = new Uint8Array(end - begin);
          if (file instanceof Uint8Array) bytes.set(file.subarray(begin, end));
          else file.read(begin, bytes);
          return tensorOfEntry({ ...entry, bytes });
        };
        return [entry.name, { shape: entry.shape, read }] as const;
      }),
    );
  return setWeights('loadSafetensors', nodes, { weightsIn, options });
}
