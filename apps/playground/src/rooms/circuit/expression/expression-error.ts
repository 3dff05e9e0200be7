/** The number of characters quoted on either side of the error. */
const AROUND = 12;

/** The parts of an error message. */
interface Problem {
  readonly requirement: string;
  readonly given: string;
  readonly advice: string;
}

/** An invalid expression: what must hold, what was given and where, and what to try. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly requirement: string;
  readonly given: string;
  readonly advice: string;
  /** The index in the text, from 0. */
  readonly at: number;

  constructor(text: string, at: number, { requirement, given, advice }: Problem) {
    super(`${requirement}, got ${given} at character ${at + 1} of ${excerpt(text, at)}. ${advice}`);
    this.requirement = requirement;
    this.given = given;
    this.advice = advice;
    this.at = at;
  }
}

/** Returns the text around an index. */
function excerpt(text: string, at: number): string {
  const [start, end] = [whole(text, Math.max(0, at - AROUND)), whole(text, Math.min(text.length, at + AROUND))];
  return `“${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}”`;
}

/** Moves an index out of the middle of a surrogate pair, such as an emoji. */
function whole(text: string, index: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(index)) ? index - 1 : index;
}
