import type { PlotCurve, PlotDot } from '../../parts/plot-curve.ts';
import type { StepLengths } from './step-lengths.ts';

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
