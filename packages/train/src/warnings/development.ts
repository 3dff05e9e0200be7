import { Dataset } from '@thalweg/data';
import type { Feed, Node } from '@thalweg/graph';
import { inputsOf, type Wire } from '@thalweg/graph/engine';
import type { TypedArray } from '@thalweg/tensor';
import type { Look, LookedAt, Warning } from './warning.ts';

/** The standard deviation of inputs from which on first weights are too large for them. */
const LARGE = 20;

/** The number of steps in a row with a loss that has grown: one alone may be an odd batch. */
const STEPS_IN_A_ROW = 3;

/** Returns what looks for mistakes in the run of a training that begins; nothing for one that continues. */
export function lookAt({ plan, source, control, onWarning = print }: LookedAt): Look | undefined {
  const { operator, progress, schedules } = plan;
  if (progress.last !== undefined) return undefined;
  const warn = (code: Warning['code'], must: string, given: string, advice: string): void => {
    try {
      onWarning({ code, message: `${operator}: ${must}, got ${given}. ${advice}` });
    } catch (error) {
      control.error(error);
    }
  };

  const total = source instanceof Dataset && source.length !== undefined ? source.length * source.epochs : Infinity;
  let ending = schedules.find(({ steps }) => total === Infinity || total >= 1.5 * steps);
  let first: number | undefined;
  let grown = 0;
  const look: Look = {
    feeds(feeds) {
      look.feeds = undefined;
      const found = unscaled(plan.outputs[0]!, feeds);
      if (found === undefined) return;
      warn(
        'inputs-not-scaled',
        'inputs of first weights should have a standard deviation near 1',
        `${Number(found.deviation.toPrecision(3))} in the first batch of '${found.name}'`,
        'Scale them, as by pixel / 255, or by standardize() of columnTransformer.',
      );
    },
    step(step, loss) {
      if (ending !== undefined && (total < Infinity || step > 2 * ending.steps)) {
        const run = total < Infinity ? `a run of ${total}` : `a run that is at step ${step}`;
        warn(
          'schedule-ended',
          'a schedule should last as long as the run',
          `one of ${ending.steps} steps for ${ending.name} in ${run}`,
          'Give the schedule { total: batches }, the dataset after epochs(…).',
        );
        ending = undefined;
      }
      first ??= loss;
      grown = loss > 1000 * first && first > 0 ? grown + 1 : 0;
      if (grown !== STEPS_IN_A_ROW) return;
      warn(
        'loss-grew',
        'the loss should fall',
        `${Number(loss.toPrecision(3))} in step ${step}, more than a thousand times the first, ${Number(first.toPrecision(3))}`,
        'Try a tenth of the learning rate, clipByGlobalNorm(1) before the optimizer, or inputs that are scaled.',
      );
      first = Infinity;
    },
  };
  return look;
}

/** Prints a warning where there is a console. */
function print({ message }: Warning): void {
  (globalThis as { console?: { warn(text: string): void } }).console?.warn(message);
}

/** Returns the fed input with the largest standard deviation that a product multiplies by first weights, if that is large. */
function unscaled(
  loss: Node,
  feeds: readonly Feed[],
): { readonly name: string; readonly deviation: number } | undefined {
  const weighed = inputsOfFirstWeights(loss as Wire);
  return feeds
    .filter(({ wire }) => weighed.has(wire))
    .map(({ wire, storage }) => ({ name: wire.name, deviation: deviationOf(storage.data) }))
    .sort((a, b) => b.deviation - a.deviation)
    .find(({ deviation }) => deviation > LARGE);
}

/** The sources that enter a product with a parameter which no step and no snapshot has written yet. */
function inputsOfFirstWeights(loss: Wire): ReadonlySet<Wire> {
  const found = new Set<Wire>();
  const seen = new Set<Wire>([loss]);
  for (const wire of seen) {
    for (const input of inputsOf(wire, true)) seen.add(input);
    const [a, b, ...others] = wire.inputs.map(sourceOf);
    if (!isProduct(wire) || a === undefined || b === undefined || others.length > 0) continue;
    if (isFirst(b)) found.add(a);
    if (isFirst(a)) found.add(b);
  }
  return found;
}

function isProduct({ rule }: Wire): boolean {
  return rule?.kernel.kind === 'loop' && (rule.kernel.loop === 'contraction' || rule.kernel.loop === 'convolution');
}

/** The wire that a value is read from, without what only moves elements. */
function sourceOf(wire: Wire): Wire {
  const kind = wire.rule?.kernel.kind;
  return kind === 'view' || kind === 'alias' ? sourceOf(wire.inputs[0]!) : wire;
}

function isFirst({ trainable, cell }: Wire): boolean {
  return trainable === true && cell?.version === 1;
}

function deviationOf(data: TypedArray): number {
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < data.length; i++) {
    const difference = data[i]! - mean;
    mean += difference / (i + 1);
    squares += difference * (data[i]! - mean);
  }
  return Math.sqrt(squares / data.length);
}
