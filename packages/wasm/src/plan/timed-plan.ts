import type { ScheduleItem } from '../ir/schedule-item.ts';
import type { ExplainedPlan, ExplainedUnit } from './explained.ts';
import type { UnitTimes } from './unit-times.ts';

/** Adds to what a plan says the times of its items, which follow the passes. */
export function timedPlan(plan: ExplainedPlan, items: readonly ScheduleItem[], times: UnitTimes): ExplainedPlan {
  const units = plan.units.map((unit, n) => timedUnit(unit, items[n]!, times));
  const lines = String(plan).split('\n');
  const timed = (line: string, n: number): string => (units[n] === undefined ? line : `${timeOf(units[n])}  ${line}`);
  return { ...plan, units, toString: () => [...lines.map(timed), totals(times)].join('\n') };
}

function timedUnit(unit: ExplainedUnit, item: ScheduleItem, times: UnitTimes): ExplainedUnit {
  return {
    ...unit,
    get microseconds() {
      return times.of(item);
    },
    get share() {
      const time = times.of(item);
      return time === undefined ? undefined : time / times.total;
    },
    get gigaflops() {
      const time = times.of(item);
      return time === undefined ? undefined : unit.operations / time / 1000;
    },
  };
}

/** Columns of one width: the time, its share of all, and the rate of operations. */
function timeOf({ microseconds, share = 0, gigaflops = 0 }: ExplainedUnit): string {
  if (microseconds === undefined) return 'not in each pass'.padEnd(WIDTH);
  const columns = [`${microseconds.toFixed(1)} µs`, `${(100 * share).toFixed(1)} %`, `${gigaflops.toFixed(2)} GFLOP/s`];
  return columns.map((text, n) => text.padStart(WIDTHS[n]!)).join('  ');
}

const WIDTHS = [11, 7, 14] as const;
const WIDTH = 36;

function totals({ passes, total, packing }: UnitTimes): string {
  return `medians of ${passes} passes: ${total.toFixed(1)} µs in all parts, ${packing.toFixed(1)} µs to pack what has changed`;
}
