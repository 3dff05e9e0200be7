import { readFileSync } from 'node:fs';

/** The rates that PyTorch's schedule gave to the first steps. */
export interface ScheduleRun<Options> {
  readonly schedule: string;
  readonly rate: number;
  readonly options: Options;
  readonly rates: readonly number[];
}

const runs = JSON.parse(
  readFileSync(new URL('../../../reference/schedules.json', import.meta.url), 'utf8'),
) as readonly ScheduleRun<unknown>[];

/** The schedules that `tools/laws/reference` has rates of. */
export const referencedSchedules: ReadonlySet<string> = new Set(runs.map(({ schedule }) => schedule));

/** PyTorch's rates of a schedule, with what makes ours, and what is special about them. */
export function ratesOf<Options extends object>(schedule: string): readonly (ScheduleRun<Options> & { how: string })[] {
  return (runs as readonly ScheduleRun<Options>[])
    .filter(run => run.schedule === schedule)
    .map(run => {
      const settings = Object.entries(run.options).map(([name, value]) => `${name} ${value}`);
      return { ...run, how: `from ${run.rate}, ${settings.join(', ')}` };
    });
}
