import { pageHinkley, type PageHinkleyState } from '@thalweg/online';
import type { Monitor } from './monitor.ts';

const options = { tolerance: 0.005, threshold: 20, warmUp: 30 };

/** Page–Hinkley: the sum of deviations of the error above its lowest point so far, against λ. */
export const pageHinkleyMonitor: Monitor<PageHinkleyState> = {
  name: 'pageHinkley',
  title: 'Page–Hinkley',
  formula: 'm − min m against λ',
  below: false,
  make: () => pageHinkley(options),
  read({ count, mean, rise }, value) {
    if (count < options.warmUp) return undefined;
    const nextMean = mean + (value - mean) / (count + 1);
    return { statistic: Math.max(0, rise + (value - nextMean) - options.tolerance), threshold: options.threshold };
  },
};
