import { concat, constant, read, type Node } from '@thalweg/graph';
import { ContractError, type Tensor } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { modelState, type ModelStateOptions } from '@thalweg/train/model-state';
import { checkedOptions } from './checked-options.ts';
import type { WeightPlace } from './weight-place.ts';
import { weightTargets } from './weight-targets.ts';
import type { WeightsOptions } from './weights-options.ts';

/** Options of {@link weightsOf}. */
export interface WeightsOfOptions extends WeightsOptions, ModelStateOptions {}

/**
 * Returns the parameters and states that nodes read when they predict as tensors by name, in the names and with the axes of
 * a convention: what `loadWeights` takes with the same options. `encodeSafetensors` makes a file of them, which PyTorch's
 * `load_state_dict(safetensors.torch.load_file(path))` reads.
 *
 * - **Throws** `GraphError` for what is no node; `ContractError` for wrong options, and if two parameters have one place, or no
 *   parameter has some part of a packed tensor
 *
 * @example
 * const y = input('x', ['batch', 2]).pipe(dense(3, { name: 'fc' }), batchNorm({ name: 'norm' }));
 * const weights = weightsOf(y, { convention: 'pytorch' });
 * Object.keys(weights).sort() // => ['fc.bias', 'fc.weight', 'norm.bias', 'norm.running_mean', 'norm.running_var', 'norm.weight']
 * weights['fc.weight']!.shape // => [3, 2]
 */
export function weightsOf(nodes: Node | readonly Node[], options?: WeightsOfOptions): Record<string, Tensor> {
  const { parametersOf, ...others } = optionsOf('weightsOf', options, {
    names: undefined,
    convention: undefined,
    transpose: undefined,
    channelsFirst: undefined,
    parametersOf: undefined,
  });
  const { targets, unused } = weightTargets('weightsOf', nodes, checkedOptions('weightsOf', others as WeightsOptions));
  if (unused.length > 0)
    throw new ContractError(
      'weightsOf',
      'names must be those of parameters',
      unused.join(', '),
      'Check their letters.',
    );
  const { tensors } = modelState(nodes, { parametersOf }).save();
  const parts = new Map<string, (readonly [WeightPlace, Tensor])[]>();
  for (const { name, places, isOwn, layoutAt } of targets) {
    if (isOwn) continue;
    const place = places[0]!;
    const value = layoutAt(place).toStored(tensors[name]!);
    parts.set(place.name, [...(parts.get(place.name) ?? []), [place, value]]);
  }
  return Object.fromEntries([...parts].map(([name, of]) => [name, whole(name, of)]));
}

/** Returns a tensor of its parts. */
function whole(name: string, parts: readonly (readonly [WeightPlace, Tensor])[]): Tensor {
  const [[{ of = 1, axis = 0 }, first]] = parts as readonly [readonly [WeightPlace, Tensor]];
  const inOrder = Array.from({ length: of }, (_, part) => parts.find(([place]) => (place.part ?? 0) === part)?.[1]);
  if (parts.length !== of || inOrder.includes(undefined))
    throw new ContractError(
      'weightsOf',
      `'${name}' must have ${of === 1 ? 'one parameter' : `a parameter for each of its ${of} parts`}`,
      String(parts.length),
      'Check the names.',
    );
  if (of === 1) return first;
  return read(concat(inOrder.map(part => constant(part!) as Node) as never, { axis }) as Node) as Tensor;
}
