import jsep from 'jsep';

/** The maximum length of an expression. */
const LONGEST = 600;

/** A syntax tree. Every part except a binary expression has the index where it begins. */
export type Syntax = (jsep.CoreExpression | jsep.ConditionalExpression) & { from?: number };

/** The part of the library’s parser that is used here; the library has no types for it. */
interface Parser {
  index: number;
  readonly expr: string;
  readonly char: string;
  gobbleSpaces(): void;
  gobbleToken(): Syntax | false;
  gobbleNumericLiteral(): Syntax;
  gobbleIdentifier(): Syntax;
  gobbleTokenProperty(node: Syntax): Syntax;
  gobbleArguments(end: number): Syntax[];
  gobbleBinaryOp(): string | false;
  throwError(message: string): never;
  parse(): Syntax;
}

const { Jsep } = jsep as unknown as { readonly Jsep: new (text: string) => Parser };

const NUMBER = /(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/iy;

/** A name without the signs that stand for something else: superscripts, √ and π. */
const NAME = /π|[\p{L}\p{So}_$](?:(?![π√⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿˣʸᶻ])[\p{L}\p{N}\p{So}_$])*/uy;

/**
 * The library’s grammar, extended by the index of each part, by `^` and superscripts for powers, which are right-associative
 * and bind more tightly than a unary minus, by √, and by products without a sign: `2x`, `2(x + 1)`, `(x + 1)(x − 1)`.
 * The library’s global operator tables are not modified.
 */
class Grammar extends Jsep {
  /** The part that was read last, without its sign. */
  #last: Syntax | undefined = undefined;

  override gobbleToken(): Syntax | false {
    this.gobbleSpaces();
    const from = this.index;
    if (this.char === '√') return this.#root(from);
    const isSigned = /[-+~!]/.test(this.char);
    const token = super.gobbleToken();
    if (!token) return false;
    token.from ??= from;
    if (isSigned) return token;
    this.#last = token;
    return this.#power(this.#raised(token, from), from);
  }

  override gobbleNumericLiteral(): Syntax {
    const raw = this.#match(NUMBER) ?? this.throwError('Unexpected period');
    return { type: 'Literal', value: parseFloat(raw), raw };
  }

  override gobbleIdentifier(): Syntax {
    return { type: 'Identifier', name: this.#match(NAME) ?? this.throwError(`Unexpected ${this.char}`) };
  }

  /** Reads the operands of a function. Brackets after anything else are a product. */
  override gobbleTokenProperty(node: Syntax): Syntax {
    this.gobbleSpaces();
    if (this.char !== '(') return super.gobbleTokenProperty(node);
    if (node.type !== 'Identifier' || constants.has(node.name)) return node;
    this.index++;
    return { type: 'CallExpression', callee: node, arguments: this.gobbleArguments(')'.charCodeAt(0)) };
  }

  override gobbleBinaryOp(): string | false {
    return super.gobbleBinaryOp() || (this.#isProduct() && '*');
  }

  /** Returns true if the next part multiplies the last one without a sign. */
  #isProduct(): boolean {
    if (!/[(√\p{L}]/u.test(this.char)) return false;
    const last = this.#last;
    if (last?.type === 'Literal') return typeof last.value === 'number';
    if (last?.type === 'Identifier' && constants.has(last.name)) return true;
    return /[)⁰¹²³⁴⁵⁶⁷⁸⁹ⁿˣʸᶻ]$/.test(this.expr.slice(0, this.index).trimEnd());
  }

  #root(from: number): Syntax {
    this.index++;
    const part = this.gobbleToken() || this.throwError('Expected expression after √');
    return { type: 'CallExpression', callee: { type: 'Identifier', name: 'sqrt' }, arguments: [part], from };
  }

  /** Reads the superscripts after a part. */
  #raised(left: Syntax, from: number): Syntax {
    const at = this.index;
    const raised = this.#match(superscripts);
    if (raised === undefined) return left;
    const text = lowered(raised);
    const right: Syntax = /^[a-z]$/.test(text)
      ? { type: 'Identifier', name: text, from: at }
      : { type: 'Literal', value: Number(text), raw: raised, from: at };
    return { type: 'BinaryExpression', operator: '^', left, right, from };
  }

  #power(left: Syntax, from: number): Syntax {
    this.gobbleSpaces();
    if (this.char !== '^') return left;
    this.index++;
    const right = this.gobbleToken() || this.throwError('Expected expression after ^');
    return { type: 'BinaryExpression', operator: '^', left, right, from };
  }

  /** Reads what a pattern matches here. */
  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.index;
    const found = pattern.exec(this.expr)?.[0];
    this.index += found?.length ?? 0;
    return found;
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
  const parser = new Grammar(withGrammarSigns(text));
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
      requirement: 'An expression must be complete',
      given: 'the end of the text',
      advice: /Unclosed/.test(message) ? 'Close what was opened.' : `Write what is missing after ${before.slice(-1)}.`,
    });
  return new ExpressionError(text, index, {
    requirement: 'An expression is made of names, numbers, + - * / ^, round brackets and functions',
    given: `“${String.fromCodePoint(text.codePointAt(index)!)}”`,
    advice: 'Remove it, or write what is missing before it.',
  });
}

/** The numbers that have a name in an expression. */
export const constants: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['π', Math.PI],
  ['e', Math.E],
]);

/** Signs that people type or paste, by the sign of the grammar that each means. */
const SAME: Readonly<Record<string, string>> = {
  '−': '-',
  '–': '-',
  '×': '*',
  '·': '*',
  '⋅': '*',
  '∙': '*',
  '∗': '*',
  '÷': '/',
  '∕': '/',
};

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿˣʸᶻ';

const LOWERED = '0123456789+-nxyz';

/** Superscripts in a row. */
const superscripts = new RegExp(`[${RAISED}]+`, 'y');

/** Returns a text with the grammar’s own signs; `**` is a power, as in Python. Each sign stays where it is, so that errors can tell its position. */
function withGrammarSigns(text: string): string {
  return text.replace(/[−–×·⋅∙∗÷∕]/g, sign => SAME[sign]!).replaceAll('**', '^ ');
}

/** Returns superscripts as plain text: `⁻¹` becomes `-1`. */
export function lowered(raised: string): string {
  return [...raised].map(sign => LOWERED[RAISED.indexOf(sign)]).join('');
}

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
