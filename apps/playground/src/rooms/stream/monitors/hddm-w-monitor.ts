import { hddmW, type HddmWState } from '@thalweg/online';
import type { Monitor } from './monitor.ts';

const options = { drift: 0.001, warning: 0.005, lambda: 0.05 };

type Weighted = HddmWState['rise']['all'];

/** HDDM-W: the rise of the exponentially weighted mean error since the cut, against McDiarmid’s bound. */
export const hddmWMonitor: Monitor<HddmWState> = {
  name: 'hddmW',
  title: 'HDDM-W',
  formula: 'weighted x̄ − x̄ᶜᵘᵗ against ε',
  below: false,
  make: () => hddmW(options),
  read({ rise }, value) {
    const log = Math.log(1 / options.drift) / 2;
    const all = taken(rise.all, value);
    if (all.mean + Math.sqrt(all.squares * log) < rise.bound) return undefined;
    const after = taken(rise.after, value);
    return {
      statistic: after.mean - rise.before.mean,
      threshold: Math.sqrt((rise.before.squares + after.squares) * log),
    };
  },
};

/** Returns a weighted mean that counts another value. */
function taken({ mean, squares }: Weighted, value: number): Weighted {
  const { lambda } = options;
  if (squares === 0) return { mean: value, squares: 1 };
  return { mean: mean + lambda * (value - mean), squares: lambda ** 2 + (1 - lambda) ** 2 * squares };
}
