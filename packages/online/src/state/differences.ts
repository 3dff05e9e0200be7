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

/** A length or a capacity that a step has under a name, now and when its state was saved. */
interface Size {
  readonly name: string;
  readonly from: number | null;
  readonly to: number | null;
  /** The items that do not fit any more, such as `'2 keys'`. */
  readonly lost?: string | undefined;
}

/** Reports a size that has changed, and what is lost by that. */
export function fitSize({ name, from, to, lost }: Size, { fitting, allowing }: Omit<OtherSettings, 'was'>): void {
  if (from === to) return;
  const option = lost === undefined ? "resize: 'lossless'" : "resize: 'lossy'";
  fitting.resized(name, { from: shown(from), to: shown(to), lost }, allowing(option));
}

function shown(size: number | null): string {
  return size === null ? 'Infinity' : String(size);
}
