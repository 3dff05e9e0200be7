import { cut, setHidden } from './error-parts.ts';
import { visible } from './outside-text.ts';
import { printed } from './printed.ts';

/** The characters of a requirement, of what was given, and of an advice: names and texts of a file may be of any length. */
const LONGEST = 4000;

type Parts = [string, string, string, string];

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
    [subject, requirement, given, advice] = [subject, requirement, given, advice].map(shown) as Parts;
    super(`${subject}: ${requirement}, got ${given}. ${advice}`, options);
    this.name = new.target.name;
    setHidden(this, { subject, requirement, given, advice });
  }
}

/** A part of a message, cut and without characters that move a cursor. Those who write JavaScript may give other values than texts. */
function shown(part: unknown): string {
  const text = cut(typeof part === 'string' ? part : printed(part), LONGEST);
  return cut(visible(text), LONGEST);
}
