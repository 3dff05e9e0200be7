import { MetricTally } from '@thalweg/metrics/engine';
import type { Tensor } from '@thalweg/tensor';
import type { Measure, MeasureTally, NodeList, Tallied } from './measure-parts.ts';

/** The metrics of the same predictions and targets. */
interface Group {
  readonly prediction: number;
  readonly target: number;
  readonly weight: number | undefined;
  readonly measures: Measure[];
}

/** Applies measures to the outputs of passes. Those of the same nodes read them once. */
export class MeasuredTogether implements MeasureTally {
  readonly #groups: readonly Group[];
  readonly #tallies: readonly MetricTally[];

  /** For an operator of a name. */
  constructor(operator: string, { unit, measures, outputs }: Tallied) {
    this.#groups = groupsOf(measures, outputs);
    this.#tallies = this.#groups.map(
      group =>
        new MetricTally(
          operator,
          unit,
          group.measures.map(({ metric }) => metric),
        ),
    );
  }

  add(outputs: readonly Tensor[], number: number): void {
    this.#groups.forEach(({ prediction, target, weight }, i) =>
      this.#tallies[i]!.add(
        {
          prediction: outputs[prediction]!,
          target: outputs[target]!,
          ...(weight !== undefined && { weight: outputs[weight]! }),
        },
        number,
      ),
    );
  }

  values(): Map<Measure, unknown> {
    const values = this.#tallies.map(tally => tally.values());
    return new Map(
      this.#groups.flatMap(({ measures }, i) => measures.map((measure, at) => [measure, values[i]![at]] as const)),
    );
  }

  clear(): void {
    for (const tally of this.#tallies) tally.clear();
  }
}

function groupsOf(measures: readonly Measure[], outputs: NodeList): Group[] {
  const groups = new Map<string, Group>();
  for (const measure of measures) {
    const [prediction, target] = [outputs.indexOf(measure.prediction), outputs.indexOf(measure.target)];
    const weight = measure.weight && outputs.indexOf(measure.weight);
    const key = `${prediction} ${target} ${weight}`;
    const group = groups.get(key) ?? { prediction, target, weight, measures: [] };
    group.measures.push(measure);
    groups.set(key, group);
  }
  return [...groups.values()];
}
