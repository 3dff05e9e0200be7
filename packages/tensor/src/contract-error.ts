/**
 * An error that says which requirement failed, with which values, and what to try:
 * `matmul: inner sizes must agree, got [2, 3] and [4, 5]. Transpose b, or check the layer’s size.`
 */
export class ContractError extends Error {
  /** The operation, operator or option that throws. */
  readonly subject: string;
  /** The requirement that does not hold. */
  readonly requirement: string;
  /** The actual values, in words. */
  readonly given: string;
  /** The fix to try. */
  readonly advice: string;

  constructor(subject: string, requirement: string, given: string, advice: string, options?: ErrorOptions) {
    super(`${subject}: ${requirement}, got ${given}. ${advice}`, options);
    this.name = new.target.name;
    this.subject = subject;
    this.requirement = requirement;
    this.given = given;
    this.advice = advice;
  }
}
