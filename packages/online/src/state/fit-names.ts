import type { OtherSettings } from './other-settings.ts';

/** Reports which of some things a state has kept, which are new, and which have gone. */
export function fitNames(
  now: readonly string[],
  then: readonly string[],
  { fitting, allowing }: Omit<OtherSettings, 'was'>,
  nameOf = (one: string): string => one,
): void {
  for (const one of now)
    if (then.includes(one)) fitting.restored(nameOf(one));
    else fitting.initialized(nameOf(one), allowing("missing: 'initial'"));
  for (const one of then) if (!now.includes(one)) fitting.dropped(nameOf(one), allowing("extra: 'drop'"));
}
