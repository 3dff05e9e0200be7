import { hddmA, type HddmAState } from '@thalweg/online';
import type { Monitor } from './monitor.ts';

const options = { drift: 0.001, warning: 0.005 };

/** HDDM-A: the rise of the mean error since the cut where it was lowest, against Hoeffding’s bound. */
export const hddmAMonitor: Monitor<HddmAState> = {
  name: 'hddmA',
  title: 'HDDM-A',
  formula: 'x̄ − x̄ᶜᵘᵗ against ε',
  below: false,
  make: () => hddmA(options),
  read({ count, sum, rise }, value) {
    const [n, mean] = [count + 1, (sum + value) / (count + 1)];
    if (mean + Math.sqrt(Math.log(1 / options.drift) / (2 * n)) <= rise.bound) return undefined;
    const scale = (n - rise.count) / (2 * n * rise.count);
    return {
      statistic: mean - rise.sum / rise.count,
      threshold: Math.sqrt(scale * Math.log(2 / options.drift)),
    };
  },
};
