import { Dataset } from '@thalweg/data';
import type { Feed } from '@thalweg/graph';
import { inputsOf, isChannelsFirst, type Wire } from '@thalweg/graph/wires';
import { printShape, type TypedArray } from '@thalweg/tensor';
import type { Observable } from 'rxjs';
import type { StepConfiguration } from '../passes/configuration.ts';
import type { Look, LookedAt, Taken, Warning } from './warning.ts';

/** The standard deviation of inputs from which on first weights are too large for them. */
const LARGE = 20;

/** The number of steps in a row with a loss that has grown: one alone may be an odd batch. */
const STEPS_IN_A_ROW = 3;

type Warn = (code: Warning['code'], must: string, given: string, advice: string) => void;

/** Returns what looks for mistakes in the run of a training that begins; nothing for one that continues. */
export function lookAt({ configuration, source, control, onWarning = print }: LookedAt): Look | undefined {
  const { operator, progress, schedules, outputs } = configuration;
  if (progress.last !== undefined) return undefined;
  const warn: Warn = (code, must, given, advice) => {
    try {
      onWarning({ code, message: `${operator}: ${must}, got ${given}. ${advice}` });
    } catch (error) {
      control.error(error);
    }
  };
  const atSchedules = lookAtSchedules(schedules, source, warn);
  const atLosses = lookAtLosses(warn);
  const look: Look = {
    feeds(feeds) {
      look.feeds = undefined;
      lookAtInputs(outputs[0] as Wire, feeds, warn);
    },
    step(taken) {
      atSchedules(taken);
      atLosses(taken);
    },
  };
  return look;
}

/** Looks at the values that a product multiplies by first weights. */
function lookAtInputs(loss: Wire, feeds: readonly Feed[], warn: Warn): void {
  const weighed = inputsOfFirstWeights(loss);
  const fed = feeds.filter(({ wire }) => weighed.has(wire));
  const turned = fed.find(({ wire, shape }) => weighed.get(wire) === 'convolution' && isChannelsFirst(shape));
  if (turned !== undefined)
    warn(
      'channels-first',
      'the channels of images should come last',
      `${printShape(turned.shape)} for '${turned.wire.name}'`,
      'Transpose the images, as by transpose(x, [0, 2, 3, 1]).',
    );
  const large = unscaled(fed);
  if (large === undefined) return;
  warn(
    'inputs-not-scaled',
    'inputs of first weights should have a standard deviation near 1',
    `${shortened(large.deviation)} in the first batch of '${large.name}'`,
    'Scale them, as by pixel / 255, or by standardize() of columnTransformer.',
  );
}

/** Looks for a schedule that ends long before the run: at the first step of a run of a known length, else when it has happened. */
function lookAtSchedules(
  schedules: StepConfiguration['schedules'],
  source: Observable<unknown>,
  warn: Warn,
): (taken: Taken) => void {
  const total = source instanceof Dataset && source.length !== undefined ? source.length * source.epochs : Infinity;
  let ending = schedules.find(({ steps }) => total === Infinity || total >= 1.5 * steps);
  return taken => {
    if (ending === undefined || (total === Infinity && taken.step <= 2 * ending.steps)) return;
    const run = total < Infinity ? `a run of ${total}` : `a run that is at step ${taken.step}`;
    warn(
      'schedule-ended',
      'a schedule should last as long as the run',
      `one of ${ending.steps} steps for ${ending.name} in ${run}`,
      'Give the schedule { total: batches }, the dataset after epochs(…).',
    );
    ending = undefined;
  };
}

/** Looks for a loss that has grown a thousandfold. */
function lookAtLosses(warn: Warn): (taken: Taken) => void {
  let first: number | undefined;
  let grown = 0;
  return taken => {
    first ??= taken.loss;
    grown = taken.loss > 1000 * first && first > 0 ? grown + 1 : 0;
    if (grown !== STEPS_IN_A_ROW) return;
    warn(
      'loss-grew',
      'the loss should fall',
      `${shortened(taken.loss)} in step ${taken.step}, more than a thousand times the first, ${shortened(first)}`,
      'Try a tenth of the learning rate, clipByGlobalNorm(1) before the optimizer, or inputs that are scaled.',
    );
    first = Infinity;
  };
}

function shortened(value: number): number {
  return Number(value.toPrecision(3));
}

/** Prints a warning where there is a console. */
function print({ message }: Warning): void {
  (globalThis as { console?: { warn(text: string): void } }).console?.warn(message);
}

/** Returns the input with the largest standard deviation, if that is large. */
function unscaled(fed: readonly Feed[]): { readonly name: string; readonly deviation: number } | undefined {
  return fed
    .map(({ wire, storage }) => ({ name: wire.name, deviation: deviationOf(storage.data) }))
    .sort((a, b) => b.deviation - a.deviation)
    .find(({ deviation }) => deviation > LARGE);
}

/** The sources that enter a product with a parameter which no step and no snapshot has written yet, and the kind of product. */
function inputsOfFirstWeights(loss: Wire): ReadonlyMap<Wire, string> {
  const found = new Map<Wire, string>();
  const seen = new Set<Wire>([loss]);
  for (const wire of seen) {
    for (const input of inputsOf(wire, true)) seen.add(input);
    const [a, b, ...others] = wire.inputs.map(sourceOf);
    const product = productOf(wire);
    if (product === undefined || a === undefined || b === undefined || others.length > 0) continue;
    if (isFirst(b)) found.set(a, product);
    if (isFirst(a)) found.set(b, product);
  }
  return found;
}

function productOf({ operation }: Wire): string | undefined {
  const loop = operation?.kernel.kind === 'loop' ? operation.kernel.loop : undefined;
  return loop === 'contraction' || loop === 'convolution' ? loop : undefined;
}

/** The wire that a value is read from, without what only moves elements. */
function sourceOf(wire: Wire): Wire {
  const kind = wire.operation?.kernel.kind;
  return kind === 'view' || kind === 'alias' ? sourceOf(wire.inputs[0]!) : wire;
}

function isFirst({ trainable, sourceValue }: Wire): boolean {
  return trainable === true && sourceValue?.version === 1;
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
