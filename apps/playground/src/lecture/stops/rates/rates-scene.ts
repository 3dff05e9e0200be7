import type { PlotCurve, PlotDot } from '../../parts/plot.ts';
import type { Reading } from '../../parts/stop.ts';
import { type StepLengths, STEPS } from './step-lengths.ts';

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
