import { feed, Parameter } from '@thalweg/graph';
import { ContractError, printShape, sameShape, ShapeError, tensor, type Sizes, type TensorLike } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { type TorchLayer, type TorchName, torchNames, transposed } from './torch-names.ts';

/**
 * Sets the parameters of a layer `rnn`, `gru` or `lstm` to the state dict of PyTorch's `nn.RNN`, `nn.GRU` or `nn.LSTM`, from
 * which the layer then has the same outputs. Its numbers are tensors, as `decodeSafetensors` reads them from the file that
 * `safetensors.torch.save_file(module.state_dict(), path)` writes, or nested arrays, as JSON has them. All of them are set or none.
 *
 * - **Throws** `GraphError` if the layer has not been applied, `ContractError` for another layer, or unless the names are
 *   those of its parameters, `ShapeError` for numbers of another shape
 *
 * @example
 * const layer = rnn(1);
 * const y = constant([[[1], [2]]]).pipe(layer);
 * setTorchState(layer, { weight_ih_l0: [[0.5]], weight_hh_l0: [[0]], bias_ih_l0: [0], bias_hh_l0: [0] });
 * read(y).toArray().flat(2).map(value => value.toFixed(4)) // => ['0.4621', '0.7616']
 */
export function setTorchState(layer: TorchLayer, state: Readonly<Record<string, TensorLike>>): void {
  const names = torchNames('setTorchState', layer);
  const [wanted, found] = [names.map(({ name }) => name), Object.keys(state ?? {})];
  const missing = wanted.find(name => !found.includes(name));
  if (missing !== undefined || found.length > wanted.length)
    throw new ContractError(
      'setTorchState',
      `the names must be ${wanted.join(', ')}`,
      found.length === 0 ? printed(state) : found.join(', '),
      'Check the number of layers, bidirectional and bias.',
    );
  feed(...names.map(one => [parameterOf(one), valueOf(one, state)] as const));
}

function parameterOf({ name, cell, part }: TorchName): Parameter {
  const parameter = cell[part];
  if (parameter instanceof Parameter) return parameter as Parameter;
  throw new ContractError('setTorchState', `${name} must be a parameter`, String(parameter), 'Set its owner.');
}

function valueOf({ name, cell, part }: TorchName, state: Readonly<Record<string, TensorLike>>): TensorLike {
  const { shape, dtype } = cell[part]!;
  const given = tensor(state[name]!, { dtype });
  const value = transposed(given);
  if (sameShape(value.shape, shape)) return value;
  const wanted = printShape([...(shape as Sizes)].reverse());
  throw new ShapeError('setTorchState', [given.shape], `${name} must have the shape ${wanted}`, 'Check the sizes.');
}
