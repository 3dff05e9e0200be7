import type { ScheduleItem } from '../lowering/schedule-item.ts';
import { now } from '../memory/host.ts';
import type { CompiledPass } from './compile.ts';
import type { ExplainedPlan, ExplainedUnit } from './explained.ts';

/** So many of the last passes count. */
const KEPT = 101;

/** The milliseconds that something took in the last passes. */
class Samples {
  readonly #last = new Float64Array(KEPT);
  count = 0;

  /** Returns a function that does the same as another, and adds the time that it takes. */
  timing(call: () => void): () => void {
    return () => {
      const start = now();
      call();
      this.#last[this.count++ % KEPT] = now() - start;
    };
  }

  /** The median in microseconds; undefined without passes. */
  get microseconds(): number | undefined {
    const sorted = this.#last.slice(0, Math.min(this.count, KEPT)).sort();
    return sorted.length === 0 ? undefined : 1000 * sorted[sorted.length >> 1]!;
  }
}

/** The times of a pass’s units, each measured apart, in the last passes. */
export class UnitTimes {
  readonly #units = new Map<ScheduleItem, Samples>();
  readonly #packing: Samples[] = [];
  /** Those of the last unit: it has been measured as often as all others. */
  #last: Samples | undefined = undefined;
  #total = { passes: 0, sum: 0 };

  /** Returns a pass that measures its units each time. Its calls must be one for each of these. */
  measuring(pass: CompiledPass): CompiledPass {
    const calls = pass.calls.map((call, n) => this.#samplesOf(pass.always[n]!).timing(call));
    const packs = pass.packs.map(({ right, pack }) => {
      const samples = new Samples();
      this.#packing.push(samples);
      return { right, pack: samples.timing(pack) };
    });
    return { ...pass, calls, packs };
  }

  /** The median time of a unit; undefined for one that is computed once, or not yet. */
  of(item: ScheduleItem): number | undefined {
    return this.#units.get(item)?.microseconds;
  }

  /** The sum of the medians of all units. */
  get total(): number {
    const { passes } = this;
    // Each unit asks for it, and medians take long.
    if (passes !== this.#total.passes) this.#total = { passes, sum: sumOf(this.#units.values()) };
    return this.#total.sum;
  }

  /** The time to pack all right factors that are packed ahead, which happens when they have changed. */
  get packing(): number {
    return sumOf(this.#packing);
  }

  /** The number of passes that were measured. */
  get passes(): number {
    return this.#last?.count ?? 0;
  }

  #samplesOf(item: ScheduleItem): Samples {
    const samples = new Samples();
    this.#units.set(item, samples);
    this.#last = samples;
    return samples;
  }
}

function sumOf(samples: Iterable<Samples>): number {
  let sum = 0;
  for (const { microseconds = 0 } of samples) sum += microseconds;
  return sum;
}

/** A pass that is measured. */
interface MeasuredPass {
  /** The pass, with calls that measure the time that they take. */
  readonly pass: CompiledPass;
  /** Adds the times to what a plan says. */
  readonly explained: (plan: ExplainedPlan) => ExplainedPlan;
}

/** Measures the units of a pass, which has a call for each of them. */
export type Profiler = (pass: CompiledPass) => MeasuredPass;

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
