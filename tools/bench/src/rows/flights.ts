import { bareRead, flightsEpoch, GROUP } from './flights-epoch.ts';
import type { RatioRow, Turn } from './ratio-row.ts';
import { bySize } from './turns.ts';

/** An epoch over a Parquet file beside the bare read of its columns. */
export const flights: RatioRow = {
  name: 'data: an epoch of 3,000,000 rows of Parquet: shuffle, features, batches of 256, logistic model',
  ours: 'readers + features + train',
  reference: 'hyparquet, bare read',
  bar: 2.5,
  turns: 3,
  async prepare(size) {
    const rows = bySize(size, Infinity, Math.floor(GROUP / 4));
    const epoch = await flightsEpoch(rows);
    return { ours: onProcessors(() => epoch()), reference: onProcessors(() => bareRead(rows)) };
  },
};

/** Returns a turn whose time is that of all processors: other programs do not add to it. */
function onProcessors(run: () => Promise<unknown>): Turn {
  return async () => {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
}
