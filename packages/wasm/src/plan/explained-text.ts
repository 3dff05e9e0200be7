import type { ExplainedPlan, ExplainedUnit } from './explained-plan.ts';
import type { UnitTimes } from './unit-times.ts';

/** Writes a plan with a line for each part, with its times if they are measured, and one for arithmetic and buffers. */
export function explainedText({ units, arithmetic, bytes }: ExplainedPlan, times: UnitTimes | undefined): string {
  const lines = units.map(unit => (times === undefined ? line(unit) : `${timeOf(unit)}  ${line(unit)}`));
  return [...lines, `${arithmetic} arithmetic, buffers of ${bytes} bytes`, ...(times ? [totals(times)] : [])].join(
    '\n',
  );
}

function line({ by, what, reads, writes, bytes, operations }: ExplainedUnit): string {
  return `${by}: ${what}; ${reads.join(', ') || 'nothing'} → ${writes.join(', ')}; ${bytes} bytes, ${operations} operations`;
}

/** Columns of one width: the time, its share of all, and the rate of operations. */
function timeOf({ microseconds, share = 0, gigaflops = 0 }: ExplainedUnit): string {
  if (microseconds === undefined) return 'not in each pass'.padEnd(WIDTH);
  const columns = [`${microseconds.toFixed(1)} µs`, `${(100 * share).toFixed(1)} %`, `${gigaflops.toFixed(2)} GFLOP/s`];
  return columns.map((text, n) => text.padStart(WIDTHS[n]!)).join('  ');
}

const WIDTHS = [11, 7, 14] as const;
const WIDTH = WIDTHS.reduce((sum, width) => sum + width + 2, -2);

function totals({ passes, total, packing }: UnitTimes): string {
  return `medians of ${passes} passes: ${total.toFixed(1)} µs in all parts, ${packing.toFixed(1)} µs to pack what has changed`;
}
