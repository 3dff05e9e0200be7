import type { OtherSettings } from './other-settings.ts';

/** A length or a capacity that a step has under a name, now and when its state was saved. */
export interface Size {
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
