import { sameShape, type Shape } from '@thalweg/tensor';
import { excess, MOST_LETTERS } from './shapes.ts';

// A size that only a pass knows is written with names, as `batch*2` or `(time+1)/2`, rounded down. It has one form: a sum of
// products, in the order of their texts, the fixed part last. So equal sizes are equal texts, and a text does not grow with
// the number of nodes behind it.

/** The most terms of a product that is multiplied out: more have too many letters. */
const MOST_TERMS = MOST_LETTERS / 2;

/** The most parentheses within each other: more than the letters of a size have. */
const MOST_DEPTH = MOST_LETTERS / 4;

/** A product of names and quotients with their exponents, and its coefficient. */
interface Term {
  readonly factors: ReadonlyMap<string, number>;
  readonly times: number;
}

/** A size as a sum of products, by their texts; that of the fixed part is empty. */
export type Terms = ReadonlyMap<string, Term>;

/** A size that is too large or too long, without the node that has it. */
class Excess extends Error {
  readonly isLong: boolean;

  constructor(isLong: boolean) {
    super();
    this.isLong = isLong;
  }
}

/**
 * Returns a shape with each size in its one form. Those of the inputs have it already. An operation that composes names has this as
 * `normal`.
 *
 * - **Throws** `ShapeError` for a size or a factor of one above 2⁵³, and for a size of more than 1024 letters
 */
export function normalShape<S extends Shape>(
  subject: string,
  shape: S,
  inputs: readonly { readonly shape: Shape }[] = [],
): S {
  const isNormal = (size: Shape[number]): boolean =>
    typeof size !== 'string' || isPlain(size) || inputs.some(input => input.shape.includes(size));
  return shape.every(isNormal) ? shape : (shape.map(size => normalSize(subject, size)) as readonly unknown[] as S);
}

/** Returns a size in its one form. Throws `ShapeError` for one above 2⁵³, or of more than 1024 letters. */
export function normalSize(subject: string, size: number | string): number | string {
  try {
    return sizeOfTerms(sizeTerms(size));
  } catch (error) {
    if (error instanceof Excess) throw excess(subject, size, error.isLong);
    throw error;
  }
}

/** True if two shapes are equal, whatever the forms of their sizes are. */
export function sameSizes(a: Shape, b: Shape): boolean {
  return sameShape(normalShape('a shape', a), normalShape('a shape', b));
}

/** Returns the elements along an axis of which each name counts as one. */
export function sizeOfNames(size: number | string): number {
  if (typeof size === 'number') return size;
  let sum = 0;
  for (const { factors, times } of sizeTerms(size).values()) {
    let product = times;
    for (const [factor, exponent] of factors) product *= quotientIn(factor, (of, by) => Math.floor(sizeOfNames(of) / by), 1) ** exponent; // prettier-ignore
    sum += product;
  }
  return Math.max(1, sum);
}

/** Returns a size as the sum that it is. A text that says none is a name. */
export function sizeTerms(size: number | string): Terms {
  if (typeof size === 'number') return fixedTerms(size);
  return (isPlain(size) ? undefined : new SizeReader(size).whole()) ?? nameTerms(size);
}

/** Returns the size that a sum is, in its one form. */
function sizeOfTerms(terms: Terms): number | string {
  const fixed = terms.get('')?.times ?? 0;
  const named = [...terms.keys()].filter(text => text !== '').sort();
  if (named.length === 0) return fixed;
  const [first] = named as [string];
  const alone = named.length === 1 && isOneFactor(terms.get(first)!) && fixed !== 0;
  const apart = named
    .map(text => (terms.get(text)!.times === 1 ? text : `${text}*${terms.get(text)!.times}`))
    .join('+');
  const written = `${apart}${fixed > 0 ? '+' : ''}${fixed === 0 ? '' : fixed}`;
  // A fixed part beside one quotient goes into it.
  const text = alone ? quotientIn(first, (of, by) => quotientText(sumOfTerms(sizeTerms(of), fixedTerms(safe(fixed * by))), by), written) : written; // prettier-ignore
  if (text.length <= MOST_LETTERS) return text;
  throw new Excess(true);
}

/** Returns the sum of two sums. */
function sumOfTerms(a: Terms, b: Terms, sign: 1 | -1 = 1): Terms {
  const sum = new Map(a);
  for (const [text, { factors, times }] of b) {
    const total = safe((sum.get(text)?.times ?? 0) + sign * times);
    if (total === 0) sum.delete(text);
    else sum.set(text, { factors, times: total });
  }
  return sum;
}

/** Returns the product of two sums. */
function productOfTerms(a: Terms, b: Terms): Terms {
  if (a.size * b.size > MOST_TERMS) throw new Excess(true);
  let product: Terms = new Map();
  for (const left of a.values())
    for (const right of b.values()) {
      const factors = new Map(left.factors);
      for (const [factor, exponent] of right.factors) factors.set(factor, safe((factors.get(factor) ?? 0) + exponent));
      product = sumOfTerms(product, oneTerm({ factors, times: safe(left.times * right.times) }));
    }
  return product;
}

/** Returns a sum over a whole number, rounded down. What it divides is divided, and a quotient of a quotient is one. */
function over(terms: Terms, by: number): Terms {
  const fixed = terms.get('')?.times ?? 0;
  const [whole, rest] = [new Map<string, Term>(), new Map<string, Term>()];
  for (const [text, term] of terms)
    if (text !== '' && term.times % by === 0) whole.set(text, { ...term, times: term.times / by });
    else if (text !== '') rest.set(text, term);
  const out = Math.floor(fixed / by);
  if (rest.size === 0) return sumOfTerms(whole, fixedTerms(out));
  const common = [...rest.values()].reduce((divisor, { times: own }) => greatestDivisor(divisor, own), by);
  if (common > 1) {
    const shorter = new Map([...rest].map(([text, term]) => [text, { ...term, times: term.times / common }]));
    return sumOfTerms(whole, over(sumOfTerms(shorter, fixedTerms(Math.floor(fixed / common))), by / common));
  }
  const [[text, term]] = rest as unknown as [[string, Term]];
  const apart = (): Terms =>
    sumOfTerms(
      sumOfTerms(whole, fixedTerms(out)),
      nameTerms(quotientText(sumOfTerms(rest, fixedTerms(fixed - out * by)), by)),
    );
  if (rest.size > 1 || !isOneFactor(term)) return apart();
  const nested = quotientIn(text, (of, inner) => over(sumOfTerms(sizeTerms(of), fixedTerms(safe(fixed * inner))), safe(by * inner)), undefined); // prettier-ignore
  return nested === undefined ? apart() : sumOfTerms(whole, nested);
}

function isOneFactor({ factors, times }: Term): boolean {
  return times === 1 && factors.size === 1;
}

/** The greatest whole number that divides both, by Euclid. */
function greatestDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestDivisor(b, a % b);
}

/** Returns what is made of the two sides of a quotient, and `otherwise` for another factor. */
function quotientIn<T>(text: string, made: (of: string, by: number) => T, otherwise: T): T {
  const [, of, by] = /^([^()+*/^-]+|\([^]*\))\/(\d+)$/.exec(text) ?? [];
  return of === undefined ? otherwise : made(of, Number(by));
}

function quotientText(terms: Terms, by: number): string {
  const text = String(sizeOfTerms(terms));
  return isPlain(text) ? `${text}/${by}` : `(${text})/${by}`;
}

function fixedTerms(fixed: number): Terms {
  return fixed === 0 ? new Map() : new Map([['', { factors: new Map(), times: safe(fixed) }]]);
}

function nameTerms(name: string): Terms {
  return oneTerm({ factors: new Map([[name, 1]]), times: 1 });
}

function oneTerm(term: Term): Terms {
  const written = [...term.factors].map(([factor, exponent]) => {
    if (exponent === 1) return factor;
    return `${isPlain(factor) ? factor : `(${factor})`}^${exponent}`;
  });
  return new Map([[written.sort().join('*'), term]]);
}

function safe(number: number): number {
  if (Number.isSafeInteger(number)) return number;
  throw new Excess(false);
}

/** True for a name that says nothing about its size. */
function isPlain(name: string): boolean {
  return name.length <= MOST_LETTERS && !/[+*/^()-]/.test(name);
}

/** Reads the text of a size. `/` divides the factor before it, or the product so far after a number, as in `time*3/2`. */
class SizeReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #isReadable = true;

  constructor(text: string) {
    this.#text = text.replace(/\s*([+*/^()-])\s*/g, '$1').trim();
  }

  /** Returns the sum that the text is; nothing if it is none. */
  whole(): Terms | undefined {
    const terms = this.#sum();
    return this.#isReadable && this.#at === this.#text.length ? terms : undefined;
  }

  #sum(): Terms {
    let sum = this.#product();
    while (this.#isReadable && (this.#take('+') || this.#text[this.#at] === '-')) {
      sum = sumOfTerms(sum, this.#product());
      if (sum.size > MOST_TERMS) throw new Excess(true);
    }
    return sum;
  }

  #product(): Terms {
    let product = fixedTerms(1);
    do {
      let factor = this.#power();
      for (let by = this.#number('/'); by !== undefined; by = this.#number('/')) {
        if ([...factor.keys()].every(text => text === ''))
          [product, factor] = [fixedTerms(1), productOfTerms(product, factor)];
        this.#isReadable &&= by > 1;
        if (this.#isReadable) factor = over(factor, by);
      }
      product = productOfTerms(product, factor);
    } while (this.#isReadable && this.#take('*'));
    return product;
  }

  #power(): Terms {
    const base = this.#base();
    const exponent = this.#number('^');
    if (exponent === undefined) return base;
    const [term, ...others] = base.values();
    this.#isReadable &&= exponent > 0 && term?.times === 1 && others.length === 0;
    if (!this.#isReadable) return base;
    return oneTerm({ times: 1, factors: new Map([...term!.factors].map(([factor, own]) => [factor, safe(own * exponent)])) }); // prettier-ignore
  }

  #base(): Terms {
    if (this.#take('(')) {
      this.#isReadable &&= ++this.#depth < MOST_DEPTH;
      const sum = this.#isReadable ? this.#sum() : new Map<string, Term>();
      this.#isReadable &&= this.#take(')');
      this.#depth--;
      return sum;
    }
    const number = this.#number('');
    return number === undefined ? nameTerms(this.#name()) : fixedTerms(number);
  }

  /** Takes a name: parentheses within it belong to it, as in `floor(height/2)`. */
  #name(): string {
    const from = this.#at;
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const letter = this.#text[this.#at]!;
      if (letter === '(') depth++;
      else if (depth > 0) depth -= letter === ')' ? 1 : 0;
      else if (')+*'.includes(letter) || ('/^'.includes(letter) && this.#isNumber(letter)) || (letter === '-' && this.#isNumber(''))) break; // prettier-ignore
    }
    this.#isReadable &&= depth === 0 && this.#at > from;
    return this.#text.slice(from, this.#at);
  }

  #isNumber(before: string): boolean {
    const at = this.#at;
    const is = this.#number(before) !== undefined;
    this.#at = at;
    return is;
  }

  /** Takes a whole number behind an operator. */
  #number(before: string): number | undefined {
    const from = this.#at + before.length;
    if (!this.#text.startsWith(before, this.#at)) return undefined;
    const number = /^-?\d+(?=(\/\d+)*([+*^)-]|$))/.exec(this.#text.slice(from, from + MOST_LETTERS))?.[0];
    if (number === undefined) return undefined;
    this.#at = from + number.length;
    return safe(Number(number));
  }

  #take(letter: string): boolean {
    if (this.#text[this.#at] !== letter) return false;
    this.#at++;
    return true;
  }
}
