import jsep from 'jsep';
import { ExpressionError } from './expression-error.ts';

/** The maximum length of an expression. */
const LONGEST = 200;

/** A syntax tree. Every part except a binary expression has the index where it begins. */
export type Syntax = (jsep.CoreExpression | jsep.ConditionalExpression) & { from?: number };

/** The part of the library’s parser that is used here; the library has no types for it. */
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
 * The library’s grammar, extended by the index of each part and by `^` for powers, which is right-associative and binds
 * more tightly than a unary minus. The library’s global operator tables are not modified.
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

/** Parses a text. */
export function parseSyntax(text: string): Syntax {
  if (text.length > LONGEST)
    throw new ExpressionError(text, LONGEST, {
      requirement: `An expression has at most ${LONGEST} characters`,
      given: `${text.length}`,
      advice: 'Shorten it.',
    });
  const parser = new Grammar(text);
  try {
    return parser.parse();
  } catch (error) {
    throw syntaxError(text, (error as { readonly index?: number }).index ?? 0, (error as Error).message);
  }
}

function syntaxError(text: string, index: number, message: string): ExpressionError {
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
    advice: /number/.test(message) ? 'Write 2*x for a product.' : 'Remove it, or write what is missing before it.',
  });
}
