import { setHidden } from './internal/set-hidden.ts';
import { printed, visible } from './options/printed.ts';

/** The characters of a requirement, of what was given, and of an advice: names and texts of a file may be of any length. */
const LONGEST = 4000;

/**
 * An error that says which requirement failed, with which values, and what to try:
 * `matmul: inner sizes must agree, got [2, 3] and [4, 5]. Transpose b, or check the layer’s size.`
 */
export class ContractError extends Error {
  /** The operation, operator or option that throws. */
  declare readonly subject: string;
  /** The requirement that does not hold. */
  declare readonly requirement: string;
  /** The actual values, in words. */
  declare readonly given: string;
  /** The fix to try. */
  declare readonly advice: string;

  constructor(subject: string, requirement: string, given: string, advice: string, options?: ErrorOptions) {
    const parts = [subject, requirement, given, advice].map(shown);
    super(`${parts[0]}: ${parts[1]}, got ${parts[2]}. ${parts[3]}`, options);
    this.name = new.target.name;
    setHidden(this, { subject: parts[0], requirement: parts[1], given: parts[2], advice: parts[3] });
  }
}

/** A part of a message, cut and without characters that move a cursor. Those who write JavaScript may give other values than texts. */
function shown(part: unknown): string {
  const text = typeof part === 'string' ? part : printed(part);
  return visible(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}
