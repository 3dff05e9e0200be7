import { shown } from '../../shell/numbers.ts';
import type { NetworkState } from './control.ts';

/** Returns what the boundary shows, in words. */
export function summaryOf({ settings, now }: NetworkState): string {
  const step = settings.step;
  const accuracy = now.test ?? now.train;
  const right = accuracy === undefined ? '' : `, ${shown(100 * accuracy.accuracy, 3)} % of the points are right`;
  return `The plane of x₁ and x₂, each place in the colour of the class that the network says: step ${step}${right}`;
}
