import { ddm, type DdmState } from '@thalweg/online';
import type { Monitor } from './monitor.ts';

const options = { warning: 2, drift: 3, warmUp: 30 };

/** DDM: the error rate with its deviation, against the lowest rate with three deviations. */
export const ddmMonitor: Monitor<DdmState> = {
  name: 'ddm',
  title: 'DDM',
  formula: 'p + s against pₘᵢₙ + 3 sₘᵢₙ',
  below: false,
  make: () => ddm(options),
  read({ count, errors, leastRate, leastDeviation }, value) {
    const n = count + 1;
    if (n <= options.warmUp) return undefined;
    const rate = (errors + value) / n;
    const deviation = Math.sqrt((rate * (1 - rate)) / n);
    const [least, apart] =
      rate + deviation < leastRate + leastDeviation ? [rate, deviation] : [leastRate, leastDeviation];
    return { statistic: rate + deviation, threshold: least + options.drift * apart };
  },
};
