import { read, type Parameter } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import type { pointNetwork } from './point-network.ts';

/** The place of a weight or a bias: layers count from 0, the last is the output layer. */
export interface WeightPlace {
  readonly layer: number;
  /** The unit that the weight comes from; `undefined` for the bias. */
  readonly from: number | undefined;
  /** The unit that the weight leads to. */
  readonly to: number;
}

/** Sets a weight of a network. */
export function setWeight(
  { layers }: ReturnType<typeof pointNetwork>,
  { layer, from, to }: WeightPlace,
  value: number,
): void {
  const { weight, bias } = layers[layer]!;
  const parameter = (from === undefined ? bias : weight) as Parameter;
  const { shape, data } = read(parameter);
  const values = Float32Array.from(data);
  values[from === undefined ? to : from * shape[1]! + to] = value;
  parameter.set(tensor(values, { shape }));
}
