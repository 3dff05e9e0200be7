import type { PlotCurve } from '../../parts/plot-curve.ts';
import type { Differences } from './difference-run.ts';

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
