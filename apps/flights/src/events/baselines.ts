import { stateful, type Stateful } from '@thalweg/online';
import { isLanding, type Departure, type FlightEvent, type Landing } from './events.ts';

/** A departure with the predictions of models that learn nothing but shares of late flights. */
export interface WithBaselines {
  /** The share of late flights so far. */
  readonly baseRate: number;
  /** That share for the origin and the hour, smoothed. */
  readonly table: number;
}

/** The number of imagined flights that smooth a share; at first one of them is late. */
export const PRIOR = 5;

/**
 * Adds the predictions of the two baselines to each departure. They count a flight when its label arrives, as late as the
 * models do. Landings pass unchanged.
 */
export function baselines(airports: number): Stateful<FlightEvent, (Departure & WithBaselines) | Landing> {
  const cells = airports * 24;
  return stateful({
    name: 'baselines',
    settings: { airports },
    initial: () => ({ late: new Float64Array(cells), seen: new Float64Array(cells), allLate: 1, all: PRIOR }),
    check({ late, seen, allLate, all }, is) {
      is.numbers('late', late, cells, 0);
      is.numbers('seen', seen, cells, 0);
      is.counts({ allLate, all });
    },
    step(state, event) {
      const { late, seen } = state;
      const cell = event.origin * 24 + event.hour;
      if (isLanding(event)) {
        late[cell]! += event.late;
        seen[cell]!++;
        state.allLate += event.late;
        state.all++;
        return event;
      }
      const baseRate = state.allLate / state.all;
      const table = (late[cell]! + PRIOR * baseRate) / (seen[cell]! + PRIOR);
      return { ...event, baseRate, table };
    },
  });
}
