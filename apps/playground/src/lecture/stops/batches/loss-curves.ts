import type { Point } from '../../../rooms/descent/point.ts';
import type { PlotCurve } from '../../parts/plot-curve.ts';
import type { Epoch } from './epoch.ts';

/** Returns J by the gradients that were computed, a curve for each epoch. The chosen batch size stands out. */
export function lossCurves(epochs: readonly Epoch[], chosen: number): PlotCurve[] {
  return epochs.map(epoch => ({
    points: stairsOf(epoch),
    colour: epoch.size === chosen ? 'var(--racer-0)' : 'var(--muted)',
    isFaint: epoch.size !== chosen,
    label: `${epoch.size}`,
  }));
}

/** J stays as it is until an update, and changes in it. */
function stairsOf({ size, lines }: Epoch): Point[] {
  return lines.flatMap(({ loss }, update): Point[] =>
    update === 0
      ? [[0, loss]]
      : [
          [update * size, lines[update - 1]!.loss],
          [update * size, loss],
        ],
  );
}
