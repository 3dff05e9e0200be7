import type { Node, PassResult } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import type { Subscriber } from 'rxjs';
import { isMeasure } from './is-measure.ts';
import type { Consequences, Measure, ReportedStep, StepReporting } from './measure-parts.ts';
import { MeasuredTogether } from './measured-together.ts';
import { NodeList } from './node-list.ts';
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

  taking(control: Subscriber<unknown>, after: Consequences): (result: PassResult) => void {
    const { epoch, deliver, leaveOut } = after;
    return result => {
      if ('error' in result) return result.skip === true ? leaveOut(1, result.error) : control.error(result.error);
      let record: ReportedStep;
      try {
        record = this.#recordOf(result.outputs, epoch());
      } catch (error) {
        return control.error(error);
      }
      deliver(record);
    };
  }

  /** Returns the record of a step. Throws `DataError` for predictions that do not fit a metric. */
  #recordOf(outputs: readonly Tensor[], epoch: number): ReportedStep {
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
