/** The numbers that a computation can take, such as labels from 0 to 1. */
export interface Domain {
  /** The least of them; −∞ is not one. */
  readonly least?: number;
  /** The largest of them; ∞ is not one. */
  readonly most?: number;
  /** One more number, which may be outside of that range: that of a label to ignore. */
  readonly except?: number | undefined;
  /** The computation, such as a loss or a model, for errors. */
  readonly of: string;
  /** The fix to try for another number. */
  readonly advice: string;
}

/** Returns true for a number of a domain. NaN and infinite numbers are in none. */
export function isInside(
  { least = -Number.MAX_VALUE, most = Number.MAX_VALUE, except }: Domain,
  value: number,
): boolean {
  return (value >= least && value <= most) || value === except;
}

/** Returns what a domain requires, in words. */
export function requirementOf({ least, most, of }: Domain): string {
  if (least !== undefined && most !== undefined) return `must be from ${least} to ${most} for ${of}`;
  return least === undefined ? `must be at most ${most} for ${of}` : `must be at least ${least} for ${of}`;
}
