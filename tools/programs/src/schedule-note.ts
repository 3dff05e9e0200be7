/** The settings of a run with a schedule of its learning rate. */
interface ScheduledSettings {
  readonly schedule: string;
  /** The part of the run over which the schedule runs, if it is not the whole. */
  readonly scheduleSpan?: { readonly to: number };
}

/**
 * Returns what a user should know who trains a run longer than its schedule: the rate stays at its last value, which is often 0.
 * Undefined if the schedule runs to the end, or the rate is constant.
 */
export function scheduleNote({ schedule, scheduleSpan }: ScheduledSettings, length: number): string | undefined {
  if (schedule === 'constant' || scheduleSpan === undefined || scheduleSpan.to >= length) return undefined;
  return `The ${schedule} schedule has ended: the learning rate stays at its last value. Give --schedule to begin it again over the new steps.`;
}
