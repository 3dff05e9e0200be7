import { eddm, type EddmState } from '@thalweg/online';
import type { Monitor } from './monitor.ts';

const options = { warning: 0.95, drift: 0.9, warmUp: 30 };

/** EDDM: the distance between errors, as a share of its maximum, against β. It falls when errors come closer. */
export const eddmMonitor: Monitor<EddmState> = {
  name: 'eddm',
  title: 'EDDM',
  formula: '(p′ + 2s′) / max against β',
  below: true,
  make: () => eddm(options),
  read({ count, last, errors, mean, squares, most }, value) {
    if (value === 0 || errors < options.warmUp) return undefined;
    const distance = count + 1 - last;
    const nextMean = mean + (distance - mean) / (errors + 1);
    const nextSquares = squares + (distance - mean) * (distance - nextMean);
    const reach = nextMean + 2 * Math.sqrt(nextSquares / (errors + 1));
    return { statistic: reach / Math.max(most, reach), threshold: options.drift };
  },
};
