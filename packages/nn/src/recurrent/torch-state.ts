import { read, type Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { type TorchLayer, torchNames, transposed } from './torch-names.ts';

/**
 * Returns the parameters of a layer `rnn`, `gru` or `lstm` as the state dict of PyTorch's `nn.RNN`, `nn.GRU` or `nn.LSTM`:
 * `weight_ih_l0` and so on, the matrices transposed. It is what {@link setTorchState} takes.
 *
 * - **Throws** `GraphError` if the layer has not been applied, `ContractError` for another layer
 *
 * @example
 * const layer = gru(8, { bidirectional: true });
 * layer(input('x', ['batch', 'time', 4]));
 * Object.keys(torchState(layer)).length // => 8
 * torchState(layer).weight_ih_l0_reverse!.shape // => [24, 4]
 */
export function torchState(layer: TorchLayer): Record<string, Tensor> {
  const entries = torchNames('torchState', layer).map(({ name, cell, part }) => [
    name,
    transposed(read(cell[part] as Node)),
  ]);
  return Object.fromEntries(entries) as Record<string, Tensor>;
}
