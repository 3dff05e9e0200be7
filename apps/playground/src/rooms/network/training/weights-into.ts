import { gradient, read, type Node } from '@thalweg/graph';
import { predictor } from '@thalweg/train';
import { valueAt } from '../../descent/race/timeline.ts';
import type { WeightPlace } from '../pipeline/set-weight.ts';
import { columnsOf } from '../pipeline/points.ts';
import type { Run } from './run.ts';
import type { Settings } from './settings.ts';

/** A weight as it is, with the gradient of the loss. */
export interface Weight extends WeightPlace {
  readonly value: number;
  readonly gradient: number;
}

/**
 * Returns a function that reads the weights into a unit, the bias last. Their gradients are those of the mean loss over all
 * training points, with its penalty.
 */
export function weightsInto(run: Run, layer: number, to: number): (settings: Settings) => Weight[] {
  const { weight, bias } = run.parametersOf(layer);
  const { objective } = run.network;
  const columns = columnsOf(run.points.train);
  const [ofWeight, ofBias] = [weight, bias].map(parameter =>
    predictor(gradient(objective, parameter) as Node<readonly [number]>, { runner: run.runner }),
  );
  const [inputs, units] = weight.shape as readonly [number, number];
  return settings => {
    const record = { ...columns, strength: valueAt(settings.strength, run.step) };
    const isEmpty = run.points.train.length === 0;
    const slopes = isEmpty ? undefined : ofWeight!(record).data;
    const values = read(weight).data;
    return [
      ...Array.from({ length: inputs }, (_, from) => {
        const at = from * units + to;
        return { layer, from, to, value: values[at]!, gradient: slopes?.[at] ?? 0 };
      }),
      { layer, from: undefined, to, value: read(bias).data[to]!, gradient: isEmpty ? 0 : ofBias!(record).data[to]! },
    ] as Weight[];
  };
}
