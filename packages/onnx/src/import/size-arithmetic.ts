/** A size: fixed, or a name for one that is known in a pass, as `batch`, `batch*2` or `time+1`. */
export type Size = number | string;

/** Splits a name at an operator outside of parentheses. */
function splitAt(size: string, operator: '*' | '+'): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of size) {
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    if (letter === operator && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

const isNumber = (part: string): boolean => /^\d+$/.test(part);

interface Parts {
  readonly fixed: number;
  readonly names: readonly string[];
}

/** The fixed factor of a size, and its names. */
export function factorsOf(size: Size): Parts {
  if (typeof size === 'number') return { fixed: size, names: [] };
  const parts = splitAt(size, '*');
  const fixed = parts.filter(isNumber).reduce((product, part) => product * Number(part), 1);
  return { fixed, names: parts.filter(part => !isNumber(part)) };
}

function termsOf(size: Size): Parts {
  if (typeof size === 'number') return { fixed: size, names: [] };
  const parts = splitAt(size, '+');
  const fixed = parts.filter(isNumber).reduce((sum, part) => sum + Number(part), 0);
  return { fixed, names: parts.filter(part => !isNumber(part)) };
}

/** Returns the product of sizes, named as graph names merged axes. */
export function productOf(sizes: readonly Size[]): Size {
  const parts = sizes.map(factorsOf);
  const fixed = parts.reduce((product, part) => product * part.fixed, 1);
  const names = parts.flatMap(part => part.names).map(name => (splitAt(name, '+').length > 1 ? `(${name})` : name));
  return names.length === 0 || fixed === 0 ? fixed : [...names, ...(fixed === 1 ? [] : [fixed])].join('*');
}

/** Returns a size over another one; nothing if no name says what that is. */
export function quotientOf(size: Size, by: Size): Size | undefined {
  const [above, below] = [factorsOf(size), factorsOf(by)];
  const names = [...above.names];
  for (const name of below.names) {
    const place = names.indexOf(name);
    if (place < 0) return undefined;
    names.splice(place, 1);
  }
  const fixed = above.fixed / below.fixed;
  if (names.length === 0) return Math.trunc(fixed);
  return Number.isInteger(fixed) ? productOf([...names, fixed]) : undefined;
}

/** Returns the sum of two sizes, named as graph names axes laid end to end. */
export function sumOf(a: Size, b: Size): Size {
  const [left, right] = [termsOf(a), termsOf(b)];
  const [fixed, names] = [left.fixed + right.fixed, [...left.names, ...right.names]];
  return names.length === 0 ? fixed : [...names, ...(fixed === 0 ? [] : [fixed])].join('+');
}

/** Returns the difference of two sizes; nothing if no name says what that is. */
export function differenceOf(a: Size, b: Size): Size | undefined {
  const [left, right] = [termsOf(a), termsOf(b)];
  const names = [...left.names];
  for (const name of right.names) {
    const place = names.indexOf(name);
    if (place < 0) return undefined;
    names.splice(place, 1);
  }
  const fixed = left.fixed - right.fixed;
  if (names.length === 0) return fixed;
  return fixed < 0 ? undefined : sumOf(names.join('+'), fixed);
}

/** True if two sizes are the same product. */
export function sameSize(a: Size, b: Size): boolean {
  if (a === b) return true;
  const [left, right] = [factorsOf(a), factorsOf(b)];
  return left.fixed === right.fixed && [...left.names].sort().join('*') === [...right.names].sort().join('*');
}
