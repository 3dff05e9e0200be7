import { shown } from '../../../shell/numbers.ts';
import { powerText } from '../../parts/power-text.ts';
import type { Reading } from '../../stop.ts';
import type { Differences } from './difference-run.ts';
import { distanceAt, PLACES } from './distances.ts';
import { errorText } from './error-text.ts';

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
