import { setHidden } from './internal/set-hidden.ts';

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
    super(`${subject}: ${requirement}, got ${given}. ${advice}`, options);
    this.name = new.target.name;
    setHidden(this, { subject, requirement, given, advice });
  }
}
