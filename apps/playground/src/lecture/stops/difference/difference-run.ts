import { feed, gradient, mul, parameter, read } from '@thalweg/graph';
import { shown } from '../../../page/numbers.ts';
import { powerText } from '../../parts/numbers.ts';
import type { PlotCurve } from '../../parts/plot.ts';
import type { Reading } from '../../parts/stop.ts';

/** The place x where the derivative of x³ is asked for. */
export const AT = 2;

/** Numerical derivatives and how far they are off. */
interface Differences {
  readonly h: number;
  /** (f(x + h) − f(x)) / h. */
  readonly oneSided: number;
  /** (f(x + h) − f(x − h)) / 2h. */
  readonly central: number;
  readonly errors: { readonly oneSided: number; readonly central: number };
}

/** Returns a function that computes the differences of x³ at 2 for a given h, and compares them with the gradient. */
export function differencesOfCube(): (h: number) => Differences {
  const x = parameter(AT, { dtype: 'float64' });
  const f = mul(mul(x, x), x);
  const valueAt = (place: number): number => {
    feed([x, place]);
    return read(f).item();
  };
  const [middle, exact] = [valueAt(AT), read(gradient(f, x)).item()];
  return h => {
    const [right, left] = [valueAt(AT + h), valueAt(AT - h)];
    const [oneSided, central] = [(right - middle) / h, (right - left) / (2 * h)];
    return { h, oneSided, central, errors: { oneSided: oneSided - exact, central: central - exact } };
  };
}

/** Numbers near 8, which is f(2), are this far apart. */
const SPACING = 2 ** -49;

/** Returns what an error says about the distance h, compared with the error at the first one. */
export function differenceReading(first: Differences, now: Differences): Reading {
  return {
    what: `Error of the one-sided difference at h = ${powerText(now.h)}`,
    before: errorText(first.errors.oneSided),
    now: errorText(now.errors.oneSided),
    sentence: sentenceOf(now),
    isDone: now.h <= distanceAt(PLACES),
  };
}

function sentenceOf({ h, oneSided, errors }: Differences): string {
  const [bend, rounding] = [6 * h, SPACING / h];
  const central = errorText(errors.central);
  if (bend > 10 * rounding)
    return `The curve bends between 2 and 2 + h, and the difference is off by 6h. On both sides of 2 the bends cancel: the central difference is off by ${central}.`;
  if (rounding < 10 * bend)
    return `This is the best that one side can do. The bend and the rounding of f are now of the same size.`;
  if (rounding < 0.1)
    return `f(2 + h) agrees with f(2) in ${Math.floor(-Math.log10(1.5 * h))} of 16 digits. The difference keeps the rest, so a smaller h now makes it worse.`;
  return `Near 8, float64 has a number every ${errorText(SPACING)}, so f(2 + h) − f(2) is a few of these steps. The derivative comes out as ${shown(oneSided, 3)}, not 12. At h = 10⁻¹⁵, the end of the slider, it is worst.`;
}

/** The number of positions of the slider, from h = 0.1 to 10⁻¹⁵. */
export const PLACES = 140;

/** Returns the distance h at a position of the slider: ten positions divide it by ten. */
export function distanceAt(place: number): number {
  return Number((10 ** (-1 - place / 10)).toPrecision(3));
}

/** Returns the position of a distance. */
export function placeOf(h: number): number {
  return Math.round(10 * (-Math.log10(h) - 1));
}

/** Formats an error: with two digits, or if it is small as a power of ten with one. */
export function errorText(error: number): string {
  if (error === 0) return '0';
  if (Math.abs(error) >= 0.01) return shown(error, 2);
  const [digit, exponent] = Math.abs(error).toExponential(0).split('e') as [string, string];
  const power = powerText(10 ** Number(exponent));
  return `${error < 0 ? '−' : ''}${digit === '1' ? '' : `${digit} · `}${power}`;
}

/** The colours of both forms: one-sided, central. */
export const formColours = { oneSided: 'var(--gradient)', central: 'var(--accent)' } as const;

/** Returns the errors of both forms as curves over h. */
export function errorCurves(traced: readonly Differences[]): readonly PlotCurve[] {
  const points = (form: 'oneSided' | 'central'): PlotCurve['points'] =>
    traced.map(({ h, errors }) => [h, Math.abs(errors[form])] as const);
  return [
    {
      label: 'central',
      points: points('central'),
      colour: formColours.central,
      labelAt: [0.06, 1e-9],
      anchor: 'start',
      isFaint: true,
    },
    {
      label: 'one-sided',
      points: points('oneSided'),
      colour: formColours.oneSided,
      labelAt: [3e-4, 0.03],
      anchor: 'start',
      isFaint: true,
    },
  ];
}
