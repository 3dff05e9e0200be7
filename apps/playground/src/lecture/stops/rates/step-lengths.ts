import { parameter, read } from '@thalweg/graph';
import { adadelta, adagrad, adam, lion, momentum, nesterov, rmsprop, sgd, type Transform } from '@thalweg/optim';
import { step } from '@thalweg/train';
import type { PlotCurve, PlotDot } from '../../parts/plot.ts';
import type { Reading } from '../../parts/stop.ts';

/** The number of steps that are taken. */
export const STEPS = 1000;

/** The learning rate of all optimizers but Adadelta, which needs none. */
export const RATE = 0.1;

/** The optimizers in the order of their colours. */
const optimizers: readonly (readonly [title: string, optimizer: Transform])[] = [
  ['SGD', sgd({ learningRate: RATE })],
  ['Momentum', momentum({ learningRate: RATE, decay: 0.9 })],
  ['Nesterov', nesterov({ learningRate: RATE, decay: 0.9 })],
  ['Adagrad', adagrad({ learningRate: RATE })],
  ['Adadelta', adadelta()],
  ['RMSprop', rmsprop({ learningRate: RATE })],
  ['Adam', adam({ learningRate: RATE })],
  ['Lion', lion({ learningRate: RATE })],
];

/** The lengths of the steps that an optimizer has taken so far. */
export interface StepLengths {
  readonly title: string;
  /** The number of its colour. */
  readonly colour: number;
  readonly lengths: readonly number[];
}

/**
 * Goes down the slope J = x, whose gradient is 1 everywhere, by all optimizers, and returns the lengths of the steps so
 * far. There the length of a step is the effective learning rate.
 */
export function* stepLengths(): Generator<readonly StepLengths[], void> {
  const walks = optimizers.map(([title, optimizer], colour) => {
    const x = parameter(0, { dtype: 'float64' });
    return { title, colour, lengths: [] as number[], x, descend: step(x, optimizer) };
  });
  for (let t = 0; t < STEPS; t++) {
    for (const { x, lengths, descend } of walks) {
      const before = read(x).item();
      descend();
      lengths.push(before - read(x).item());
    }
    yield walks;
  }
}

/** Returns what the lengths of a step say about Adagrad and RMSprop. */
export function ratesReading(t: number, all: readonly StepLengths[]): Reading {
  const lengthAt = (title: string, step: number): number | undefined =>
    all.find(one => one.title === title)?.lengths[step - 1];
  const [first, adagrad, rmsprop] = [lengthAt('Adagrad', 1), lengthAt('Adagrad', t), lengthAt('RMSprop', t)];
  return {
    what: 'Length of Adagrad’s step: step 1 → the step you look at',
    before: textOf(first),
    now: textOf(adagrad),
    sentence: adagrad === undefined || rmsprop === undefined ? 'Taking the steps …' : sentenceOf(t, adagrad, rmsprop),
    isDone: t === STEPS && adagrad !== undefined,
  };
}

const textOf = (length: number | undefined): string => length?.toPrecision(3) ?? '…';

function sentenceOf(t: number, adagrad: number, rmsprop: number): string {
  const [its, times] = [rmsprop.toPrecision(3), (rmsprop / adagrad).toPrecision(2)];
  if (t === 1)
    return `Adagrad begins with η. RMSprop begins with ${its}: after one step its mean of squares is only a tenth of g².`;
  if (rmsprop > 0.101)
    return `At step ${t} Adagrad’s rate has fallen to η/√${t}. RMSprop’s falls too, to ${its}, on its way to η.`;
  const size = t.toLocaleString('en');
  return t < STEPS
    ? `At step ${size} RMSprop has settled at ${its}. Adagrad goes on falling: η/√${size}. Go on to step 1,000.`
    : `After ${size} steps RMSprop still takes ${its}, ${times} times as far as Adagrad, whose rate falls for ever.`;
}

/** The optimizers that the stop is about. */
const MAIN = ['Adagrad', 'RMSprop'];

/** The rates of these are the same in each step: dashes show all of them. */
const LEVEL = ['SGD', 'Adam', 'Lion'];

/** Returns the length of each step, a curve for each optimizer; those that the stop is about come last, in front. */
export function rateCurves(all: readonly StepLengths[]): PlotCurve[] {
  const curves = all.map(({ title, colour, lengths }): PlotCurve => {
    const turn = LEVEL.indexOf(title);
    return {
      label: title,
      colour: `var(--racer-${colour})`,
      points: lengths.map((length, i) => [i + 1, length]),
      isFaint: !MAIN.includes(title),
      ...(turn < 0 ? {} : { dashes: { lengths: '8 16', offset: -8 * turn } }),
    };
  });
  return curves.sort((a, b) => Number(MAIN.includes(a.label)) - Number(MAIN.includes(b.label)));
}

/** Returns the two lengths that are compared at a step. */
export function ratesAt(t: number, all: readonly StepLengths[]): PlotDot[] {
  return all
    .filter(({ title, lengths }) => MAIN.includes(title) && lengths.length >= t)
    .map(({ title, colour, lengths }) => ({
      at: [t, lengths[t - 1]!],
      colour: `var(--racer-${colour})`,
      label: lengths[t - 1]!.toPrecision(3),
      isBelow: title === 'Adagrad',
    }));
}
