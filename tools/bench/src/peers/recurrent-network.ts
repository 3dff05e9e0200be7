import { input, parameter, type Node } from '@thalweg/graph';
import { gru, gruCell, lstm, meanSquaredError, recurrent, type CellOptions } from '@thalweg/nn';
import { tensor } from '@thalweg/tensor';
import { uniforms } from './seeded.ts';
import type { RecurrentNetwork } from './workloads.ts';

const GATES = { gru: 3, lstm: 4 } as const;

/** Builds a layer over whole sequences, and returns the loss of its outputs. */
export function sequenceLoss({ layer, inputs, units, steps }: RecurrentNetwork): Node<readonly []> {
  const x = input('x', ['batch', steps, inputs]);
  const weights = weightsOf(layer, inputs, units);
  const y = layer === 'gru' ? gru(units, weights)(x) : lstm(units, { ...weights, forgetBias: 0 })(x);
  return meanSquaredError(input('target', ['batch', steps, units]))(y);
}

/** Builds a cell over the events of a stream, whose carry is a state, and returns the loss of its output. */
export function eventLoss({ inputs, units }: RecurrentNetwork): Node<readonly []> {
  const layer = recurrent(gruCell(units, weightsOf('gru', inputs, units)));
  return meanSquaredError(input('target', [1, units]))(input('x', [1, inputs]).pipe(layer));
}

/** Uniform weights as PyTorch has them, gates side by side. */
function weightsOf(layer: RecurrentNetwork['layer'], inputs: number, units: number): CellOptions {
  const wide = GATES[layer] * units;
  const limit = 1 / Math.sqrt(units);
  const matrix = (seed: number, rows: number): Node =>
    parameter(tensor(uniforms(seed, rows * wide, -limit, limit), { shape: [rows, wide] })) as Node;
  return { inputWeight: matrix(1000, inputs), recurrentWeight: matrix(1001, units) };
}

/** Returns the multiply-adds of a step: forwards, for the weights, and back through time, but not for the inputs. */
export function recurrentMultiplyAdds({ layer, inputs, units, steps, batch }: RecurrentNetwork): number {
  return steps * batch * GATES[layer] * units * (2 * inputs + 3 * units);
}
