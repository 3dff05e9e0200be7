import jsep from 'jsep';
import { ExpressionError } from './expression-error.ts';

/** The longest text that is read. */
const LONGEST = 200;

/** A tree of what was written. Every part that is no sign between two others knows where it begins. */
export type Syntax = (jsep.CoreExpression | jsep.ConditionalExpression) & { from?: number };

/** What is used of the library’s parser, which has no types of its own. */
interface Parser {
  index: number;
  readonly expr: string;
  readonly char: string;
  gobbleSpaces(): void;
  gobbleToken(): Syntax | false;
  throwError(message: string): never;
  parse(): Syntax;
}

const { Jsep } = jsep as unknown as { readonly Jsep: new (text: string) => Parser };

/**
 * The library’s grammar, with places, and `^` for powers: it binds more tightly than a minus before it, and from the
 * right. The tables of signs that the library shares among all who use it stay as they are.
 */
class Grammar extends Jsep {
  override gobbleToken(): Syntax | false {
    this.gobbleSpaces();
    const from = this.index;
    const isSigned = /[-+~!]/.test(this.char);
    const token = super.gobbleToken();
    if (!token) return false;
    token.from ??= from;
    this.gobbleSpaces();
    if (isSigned || this.char !== '^') return token;
    this.index++;
    const right = this.gobbleToken() || this.throwError('Expected expression after ^');
    return { type: 'BinaryExpression', operator: '^', left: token, right, from };
  }
}

/** Reads a text. */
export function parseSyntax(text: string): Syntax {
  if (text.length > LONGEST)
    throw new ExpressionError(text, LONGEST, {
      requirement: `An expression has at most ${LONGEST} characters`,
      given: `${text.length}`,
      advice: 'Take a part of it.',
    });
  const parser = new Grammar(text);
  try {
    return parser.parse();
  } catch (error) {
    throw faultOf(text, (error as { readonly index?: number }).index ?? 0, (error as Error).message);
  }
}

function faultOf(text: string, index: number, message: string): ExpressionError {
  const before = text.slice(0, index).trimEnd();
  if (index >= text.trimEnd().length)
    return new ExpressionError(text, Math.min(index, text.length), {
      requirement: 'An expression must be whole',
      given: 'its end',
      advice: /Unclosed/.test(message) ? 'Close what was opened.' : `Write what is missing after ${before.slice(-1)}.`,
    });
  return new ExpressionError(text, index, {
    requirement: 'An expression is made of names, numbers, + - * / ^, round brackets and functions',
    given: `“${String.fromCodePoint(text.codePointAt(index)!)}”`,
    advice: /number/.test(message) ? 'Write 2*x for a product.' : 'Take it out, or write what is missing before it.',
  });
}
