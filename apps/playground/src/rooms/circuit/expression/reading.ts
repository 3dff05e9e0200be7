import { constant, Node, read, type Operand } from '@thalweg/graph';
import { ExpressionError } from './expression-error.ts';
import { functions, minus, signs, type CallableFunction } from './functions.ts';
import { parseSyntax, type Syntax } from './syntax.ts';

/** So many inputs and operations a picture has room for. */
const MOST_INPUTS = 12;
const MOST_OPERATIONS = 48;

const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['π', Math.PI],
]);
const NAME = /^\p{L}[\p{L}\p{N}_]{0,11}$/u;

/** What is made of the parts of an expression. */
interface Maker {
  readonly input: (name: string) => Node;
  readonly apply: (operation: CallableFunction, operands: readonly Operand[]) => Node;
}

/** Reads an expression part by part, and refuses what is none. */
export class Reading {
  readonly #text: string;
  readonly #make: Maker;
  readonly #inputs = new Set<string>();
  #operations = 0;

  constructor(text: string, make: Maker) {
    this.#text = text;
    this.#make = make;
  }

  /** The node of the whole. */
  root(): Node {
    const operand = this.#operand(parseSyntax(this.#text));
    if (operand instanceof Node) return operand;
    throw this.#fault(
      0,
      'An expression must have an input',
      `${operand}, which never changes`,
      'Write a name, as in 2*x.',
    );
  }

  #operand(part: Syntax): Operand {
    const from = placeOf(part);
    switch (part.type) {
      case 'Identifier':
        return this.#named(part.name, from);
      case 'Literal':
        return this.#number(part.value, part.raw, from);
      case 'UnaryExpression':
        return this.#signed(part.operator, part.argument as Syntax, from);
      case 'BinaryExpression':
        return this.#between(part.operator, part.left as Syntax, part.right as Syntax);
      case 'CallExpression':
        return this.#called(part.callee as Syntax, part.arguments as Syntax[], from);
      case 'Compound':
      case 'SequenceExpression':
        throw this.#several(part.type === 'Compound' ? part.body : part.expressions);
      default:
        throw this.#fault(
          from,
          'An expression is made of names, numbers, signs and functions',
          WORDS[part.type] ?? 'something else',
          'Write it with + - * / ^ and round brackets.',
        );
    }
  }

  #named(name: string, from: number): Operand {
    const value = CONSTANTS.get(name);
    if (value !== undefined) return value;
    if (functions.has(name))
      throw this.#fault(from, `${name} is a function and must be given something`, name, `Write ${name}(x).`);
    if (!NAME.test(name))
      throw this.#fault(
        from,
        'A name is a letter and up to 11 letters, digits or _',
        `“${name}”`,
        'Try a short one, such as x or w0.',
      );
    this.#inputs.add(name);
    if (this.#inputs.size > MOST_INPUTS)
      throw this.#fault(from, `There is room for ${MOST_INPUTS} inputs`, `${name} as one more`, 'Use fewer names.');
    return this.#make.input(name);
  }

  #number(value: unknown, raw: string, from: number): number {
    if (typeof value !== 'number')
      throw this.#fault(from, 'An expression computes with numbers', raw, 'Write a number or a name.');
    if (Number.isFinite(value)) return value;
    throw this.#fault(from, 'A number must not be past the largest one, about 1.8e308', raw, 'Take a smaller one.');
  }

  #signed(sign: string, part: Syntax, from: number): Operand {
    if (sign !== '-' && sign !== '+')
      throw this.#fault(from, 'Before an operand may stand + or -', `“${sign}”`, 'Take it out.');
    const operand = this.#operand(part);
    return sign === '+' ? operand : this.#apply(minus, [operand], from);
  }

  #between(sign: string, left: Syntax, right: Syntax): Operand {
    const operation = signs.get(sign);
    const advice = sign === '**' ? 'Write ^ for a power.' : 'Write it with these.';
    const from = placeOf(right);
    if (operation === undefined)
      throw this.#fault(from, 'Between two operands stands one of + - * / ^', `“${sign}”`, advice);
    return this.#apply(operation, [this.#operand(left), this.#operand(right)], from);
  }

  #called(callee: Syntax, parts: readonly Syntax[], from: number): Operand {
    const name = callee.type === 'Identifier' ? callee.name : undefined;
    const operation = name === undefined ? undefined : functions.get(name);
    if (operation === undefined)
      throw this.#fault(
        from,
        `A function is one of ${[...functions.keys()].join(', ')}`,
        `“${name ?? this.#text.slice(from, from + 1)}”`,
        'Write one of them, or * for a product.',
      );
    if (parts.length !== operation.takes)
      throw this.#fault(
        from,
        `${name} takes ${operation.takes === 1 ? 'one operand' : 'two operands'}`,
        `${parts.length}`,
        `Write ${name}(${operation.takes === 1 ? 'x' : 'x, y'}).`,
      );
    return this.#apply(
      operation,
      parts.map(part => this.#operand(part)),
      from,
    );
  }

  /** An operation; of numbers alone, the number that it gives. */
  #apply(operation: CallableFunction, operands: readonly Operand[], from: number): Operand {
    if (!operands.some(operand => operand instanceof Node))
      return read(operation.of(...operands.map(operand => constant(operand as number, { dtype: 'float64' })))).item();
    if (++this.#operations > MOST_OPERATIONS)
      throw this.#fault(from, `There is room for ${MOST_OPERATIONS} operations`, 'one more', 'Take a part of it.');
    return this.#make.apply(operation, operands);
  }

  #several(parts: readonly unknown[]): ExpressionError {
    const second = parts[1] as Syntax | undefined;
    if (second === undefined)
      return this.#fault(0, 'An expression must have an input', 'nothing', 'Write one, such as (x + y) * z.');
    return this.#fault(
      placeOf(second),
      'There must be one expression',
      'another',
      'Write a sign between them, such as * for a product.',
    );
  }

  #fault(at: number, requirement: string, given: string, advice: string): ExpressionError {
    return new ExpressionError(this.#text, at, { requirement, given, advice });
  }
}

const WORDS: Readonly<Record<string, string>> = {
  MemberExpression: 'a part of something',
  ArrayExpression: 'a list',
  ConditionalExpression: 'a choice',
  ThisExpression: 'this',
};

/** Where a part begins: one with a sign in the middle, where its left side does. */
function placeOf(part: Syntax): number {
  if (part.from !== undefined) return part.from;
  return part.type === 'BinaryExpression' ? placeOf(part.left as Syntax) : 0;
}
