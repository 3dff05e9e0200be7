import { ContractError, type Sizes, tensor, type Tensor } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import type { CellParameters } from './cell-parameters.ts';

/** A parameter of a cell, under PyTorch's name. */
export interface TorchName {
  readonly name: string;
  readonly cell: CellParameters;
  readonly part: keyof CellParameters;
}

/** A layer whose cells PyTorch has too: `rnn`, `gru` or `lstm`. */
export interface TorchLayer {
  readonly cells: readonly CellParameters[];
  readonly bidirectional: boolean;
}

const parts = [
  ['weight_ih', 'inputWeight'],
  ['weight_hh', 'recurrentWeight'],
  ['bias_ih', 'inputBias'],
  ['bias_hh', 'recurrentBias'],
] as const;

/**
 * Returns PyTorch's names of the parameters that a layer has, in PyTorch's order.
 *
 * - **Throws** `ContractError` for what is no such layer
 */
export function torchNames(subject: string, layer: TorchLayer): TorchName[] {
  const { cells, bidirectional } = checked(subject, layer);
  return cells.flatMap((cell, at) => {
    const suffix = bidirectional ? `_l${at >> 1}${at % 2 === 1 ? '_reverse' : ''}` : `_l${at}`;
    return parts.flatMap(([torch, part]) => (cell[part] === undefined ? [] : [{ name: torch + suffix, cell, part }]));
  });
}

function checked(subject: string, layer: TorchLayer | undefined): TorchLayer {
  const cells: unknown = layer?.cells;
  if (Array.isArray(cells) && cells.every(cell => 'inputWeight' in (cell as object))) return layer!;
  throw new ContractError(
    subject,
    'the layer must be rnn, gru or lstm',
    printed(layer),
    'PyTorch has no other such layers.',
  );
}

/** A matrix with its axes in each other's place; any other tensor unchanged. */
export function transposed(x: Tensor): Tensor {
  if (x.shape.length !== 2) return x;
  const [rows, columns] = x.shape as Sizes as readonly [number, number];
  const data = x.data.slice();
  for (let at = 0; at < data.length; at++) data[(at % columns) * rows + Math.floor(at / columns)] = x.data[at]!;
  return tensor(data, { shape: [columns, rows] });
}
