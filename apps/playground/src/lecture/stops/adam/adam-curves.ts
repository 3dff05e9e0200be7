import type { PlotCurve } from '../../parts/plot-curve.ts';
import type { AdamSetting } from './adam-reading.ts';
import { STEPS, type AdamLengths } from './adam-run.ts';

const colour = 'var(--racer-6)';

/** Returns the curves of the lengths: with the correction alone, or without it beside that. */
export function lengthCurves(
  { isCorrected }: AdamSetting,
  { corrected, uncorrected }: AdamLengths,
): readonly PlotCurve[] {
  const withIt: PlotCurve = {
    label: 'corrected: η',
    points: pointsOf(corrected),
    colour,
    labelAt: isCorrected ? [60, 0.135] : [3, 0.05],
    anchor: isCorrected ? 'middle' : 'start',
    isDashed: !isCorrected,
  };
  const withoutIt: PlotCurve = {
    label: 'uncorrected',
    points: pointsOf(uncorrected),
    colour,
    labelAt: [55, 0.47],
    anchor: 'start',
  };
  return isCorrected ? [withIt] : [withIt, withoutIt];
}

/** Returns the points of a curve: all of the first steps, and fewer of the later ones, which are closer together. */
function pointsOf(lengths: readonly number[]): PlotCurve['points'] {
  return lengths.flatMap((length, i) => (isDrawn(i + 1) ? [[i + 1, length] as const] : []));
}

const isDrawn = (t: number): boolean => t <= 100 || t % 10 === 0 || t === STEPS;
