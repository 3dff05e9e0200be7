/**
 * An error that says what must hold, what was given and what to try:
 * `matmul: inner sizes must agree, got [2, 3] and [4, 5]. Transpose b, or check the layer’s size.`
 */
export class ContractError extends Error {
  /** Who complains: an operation, an operator, an option. */
  readonly subject: string;
  /** What must hold. */
  readonly requirement: string;
  /** What was given, in words. */
  readonly given: string;
  /** What to try. */
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
