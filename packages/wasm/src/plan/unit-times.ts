import type { BuiltPlan } from '../ir/built-plan.ts';
import type { ScheduleItem } from '../ir/schedule-item.ts';
import { now } from '../threads/now.ts';

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

/** The times of a plan’s units, each measured apart, in the last passes. */
export class UnitTimes {
  readonly #units = new Map<ScheduleItem, Samples>();
  readonly #packing: Samples[] = [];
  /** Those of the last unit: it has been measured as often as all others. */
  #last: Samples | undefined = undefined;
  #total = { passes: 0, sum: 0 };

  /** Returns a plan that measures the units of each pass. Its calls must be one for each of these. */
  measuring(plan: BuiltPlan): BuiltPlan {
    const calls = plan.calls.map((call, n) => this.#samplesOf(plan.always[n]!).timing(call));
    const packs = plan.packs.map(({ right, pack }) => {
      const samples = new Samples();
      this.#packing.push(samples);
      return { right, pack: samples.timing(pack) };
    });
    return { ...plan, calls, packs };
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
