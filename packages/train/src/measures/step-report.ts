import type { Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { isMeasure, NodeList, type Measure, type ReportedStep, type StepReporting } from './measure-parts.ts';
import { MeasuredTogether } from './measured-together.ts';
import { scalarOf } from './scalar-of.ts';

/** Makes the records of steps with measures from the outputs of passes. */
export class StepReport implements StepReporting {
  readonly outputs: readonly Node[];
  readonly #entries: readonly (readonly [name: string, from: number | Measure])[];
  readonly #measured: MeasuredTogether;

  /** For the metrics of an operator, and for the first outputs of its passes: the loss and the step. */
  constructor(
    operator: string,
    metrics: Readonly<Record<string, Node<readonly []> | Measure>>,
    first: readonly Node[],
  ) {
    const outputs = new NodeList();
    for (const node of first) outputs.indexOf(node);
    this.#entries = Object.entries(metrics).map(([name, metric]) => [
      name,
      isMeasure(metric) ? metric : outputs.indexOf(scalarOf(operator, name, metric)),
    ]);
    const measures = this.#entries.flatMap(([, from]) => (typeof from === 'number' ? [] : [from]));
    this.#measured = new MeasuredTogether(operator, { unit: 'step', measures, outputs });
    this.outputs = outputs.nodes;
  }

  recordOf(outputs: readonly Tensor[], epoch: number): ReportedStep {
    const [loss, step] = [outputs[0]!.item(), outputs[1]!.item()];
    this.#measured.clear();
    this.#measured.add(outputs, step);
    const values = this.#measured.values();
    const metrics = this.#entries.map(([name, from]) => [
      name,
      typeof from === 'number' ? outputs[from]!.item() : (values.get(from) as number),
    ]);
    return { step, epoch, loss, metrics: Object.fromEntries(metrics) as Record<string, number> };
  }
}
