/** So many characters on either side of a place are quoted. */
const AROUND = 12;

/** What an expression must be, and is not. */
interface Fault {
  readonly requirement: string;
  readonly given: string;
  readonly advice: string;
}

/** A text that is no expression: what must hold, what was given and where, and what to try. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly requirement: string;
  readonly given: string;
  readonly advice: string;
  /** The place in the text, from 0. */
  readonly at: number;

  constructor(text: string, at: number, { requirement, given, advice }: Fault) {
    super(`${requirement}, got ${given} at character ${at + 1} of ${excerpt(text, at)}. ${advice}`);
    this.requirement = requirement;
    this.given = given;
    this.advice = advice;
    this.at = at;
  }
}

/** What stands around a place. */
function excerpt(text: string, at: number): string {
  const [start, end] = [whole(text, Math.max(0, at - AROUND)), whole(text, Math.min(text.length, at + AROUND))];
  return `“${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}”`;
}

/** A place that does not lie within a character of two code units, such as an emoji. */
function whole(text: string, place: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(place)) ? place - 1 : place;
}
