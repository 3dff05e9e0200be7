import { constant, input, type Input, Node, type Operand, read } from '@thalweg/graph';
import { nearestName } from '@thalweg/tensor/engine';
import type { NamedCircuit } from '../passes/named-circuit.ts';
import { type CallableFunction, functions, minus, operators } from './functions.ts';
import { constants, ExpressionError, lowered, parseSyntax, type Syntax } from './syntax.ts';

/** The values of inputs that were given none, in their order: small, so that a neuron is neither saturated nor dead. */
const FIRST_VALUES = [1, 0.5, 0.2, -0.4, 0.3];

/**
 * Builds the circuit of an expression: names become inputs, operators and functions become nodes. Numbers are float64, so
 * gradients can be compared with finite differences.
 *
 * `values` are the initial values of inputs; an input without one gets a small number. `called` are the names of the
 * operations, in order.
 *
 * - **Throws** `ExpressionError`
 */
export function circuitOf(
  text: string,
  values: ReadonlyMap<string, number> = new Map(),
  called: readonly string[] = [],
): NamedCircuit {
  const inputs = new Map<string, Input<readonly [], 'float64'>>();
  const nodes: Node[] = [];
  const builder = new ExpressionBuilder(text, {
    input(name) {
      const known = inputs.get(name);
      if (known !== undefined) return known as Node;
      const made = input(name, [], 'float64');
      made.set(values.get(name) ?? FIRST_VALUES[inputs.size % FIRST_VALUES.length]!);
      inputs.set(name, made);
      nodes.push(made as Node);
      return made as Node;
    },
    apply(operation, operands: readonly Operand[]) {
      const node = operation.of(...operands);
      nodes.push(node);
      return node;
    },
  });
  const root = builder.root();
  return { text, root, inputs, nodes, names: namesOf(nodes, called) };
}

/** The number of inputs and operations that fit in a picture. */
const MOST_INPUTS = 24;

const MOST_OPERATIONS = 120;

const NAME = /^\p{L}[\p{L}\p{N}_]{0,11}$/u;

/** Creates the nodes of an expression. */
interface NodeFactory {
  readonly input: (name: string) => Node;
  readonly apply: (operation: CallableFunction, operands: readonly Operand[]) => Node;
}

/** Builds the nodes of an expression from its syntax tree, and rejects invalid parts. */
class ExpressionBuilder {
  readonly #text: string;
  readonly #factory: NodeFactory;
  readonly #inputs = new Set<string>();
  #operations = 0;

  constructor(text: string, make: NodeFactory) {
    this.#text = text;
    this.#factory = make;
  }

  /** Returns the node of the whole expression. */
  root(): Node {
    const operand = this.#operand(parseSyntax(this.#text));
    if (operand instanceof Node) return operand;
    throw this.#error(0, 'An expression must have an input', `the number ${operand} alone`, 'Write a name, as in 2*x.');
  }

  #operand(part: Syntax): Operand {
    const from = startOf(part);
    switch (part.type) {
      case 'Identifier':
        return this.#identifier(part.name, from);
      case 'Literal':
        return this.#number(part.value, part.raw, from);
      case 'UnaryExpression':
        return this.#unary(part.operator, part.argument as Syntax, from);
      case 'BinaryExpression':
        return this.#binary(part.operator, part.left as Syntax, part.right as Syntax);
      case 'CallExpression':
        return this.#call(part.callee as Syntax, part.arguments as Syntax[], from);
      case 'Compound':
      case 'SequenceExpression':
        throw this.#several(part.type === 'Compound' ? part.body : part.expressions);
      default:
        throw this.#error(
          from,
          'An expression is made of names, numbers, operators and functions',
          WORDS[part.type] ?? 'something else',
          'Write it with + - * / ^ and round brackets.',
        );
    }
  }

  #identifier(name: string, from: number): Operand {
    const value = constants.get(name);
    if (value !== undefined) return value;
    if (functions.has(name))
      throw this.#error(from, `${name} is a function and must be called`, name, this.#callAdvice(name, from));
    if (!NAME.test(name))
      throw this.#error(
        from,
        'A name is a letter followed by up to 11 letters, digits or _',
        `“${name}”`,
        'Try a short one, such as x or w0.',
      );
    this.#inputs.add(name);
    if (this.#inputs.size > MOST_INPUTS)
      throw this.#error(
        from,
        `An expression has at most ${MOST_INPUTS} inputs`,
        `${name} as one more`,
        'Use fewer names.',
      );
    return this.#factory.input(name);
  }

  #number(value: unknown, raw: string, from: number): number {
    if (typeof value !== 'number')
      throw this.#error(from, 'An expression computes with numbers', raw, 'Write a number or a name.');
    if (Number.isFinite(value)) return value;
    if (Number.isNaN(value))
      throw this.#error(from, 'A raised part is a number or one letter', `“${raw}”`, 'Write ^ and round brackets.');
    throw this.#error(from, 'A number must be at most about 1.8e308', raw, 'Use a smaller one.');
  }

  #unary(sign: string, part: Syntax, from: number): Operand {
    if (sign !== '-' && sign !== '+')
      throw this.#error(from, 'The sign of an operand must be + or -', `“${sign}”`, 'Remove it.');
    const operand = this.#operand(part);
    return sign === '+' ? operand : this.#apply(minus, [operand], from);
  }

  #binary(sign: string, left: Syntax, right: Syntax): Operand {
    const operation = operators.get(sign);
    const from = startOf(right);
    if (operation === undefined)
      throw this.#error(from, 'An operator must be one of + - * / ^', `“${sign}”`, 'Use one of these.');
    return this.#apply(operation, [this.#operand(left), this.#operand(right)], from);
  }

  #call(callee: Syntax, parts: readonly Syntax[], from: number): Operand {
    const name = callee.type === 'Identifier' ? callee.name : undefined;
    const operation = name === undefined ? undefined : functions.get(name);
    if (operation === undefined)
      throw this.#error(
        from,
        `A function is one of ${[...functions.keys()].join(', ')}`,
        `“${name ?? this.#text.slice(from, from + 1)}”`,
        adviceFor(name),
      );
    if (parts.length !== operation.arity)
      throw this.#error(
        from,
        `${name} takes ${operation.arity === 1 ? 'one operand' : 'two operands'}`,
        `${parts.length}`,
        `Write ${name}(${operation.arity === 1 ? 'x' : 'x, y'}).`,
      );
    return this.#apply(
      operation,
      parts.map(part => this.#operand(part)),
      from,
    );
  }

  /** Returns the node of an operation, or its result if all operands are numbers. */
  #apply(operation: CallableFunction, operands: readonly Operand[], from: number): Operand {
    if (!operands.some(operand => operand instanceof Node))
      return read(operation.of(...operands.map(operand => constant(operand as number, { dtype: 'float64' })))).item();
    if (++this.#operations > MOST_OPERATIONS)
      throw this.#error(from, `An expression has at most ${MOST_OPERATIONS} operations`, 'one more', 'Shorten it.');
    return this.#factory.apply(operation, operands);
  }

  #callAdvice(name: string, from: number): string {
    const raised = /^[⁰¹²³⁴⁵⁶⁷⁸⁹]+/.exec(this.#text.slice(from + name.length))?.[0];
    return `Write ${name}(x)${raised === undefined ? '' : `^${lowered(raised)}`}.`;
  }

  #several(parts: readonly unknown[]): ExpressionError {
    const second = parts[1] as Syntax | undefined;
    if (second === undefined)
      return this.#error(0, 'An expression must have an input', 'nothing', 'Write one, such as (x + y) * z.');
    return this.#error(
      startOf(second),
      'There must be a single expression',
      'a second one',
      'Write a sign between them, such as * for a product.',
    );
  }

  #error(at: number, requirement: string, given: string, advice: string): ExpressionError {
    return new ExpressionError(this.#text, at, { requirement, given, advice });
  }
}

/** Returns what to write instead of a call of something that is no function. */
function adviceFor(name: string | undefined): string {
  const meant = name === undefined || name.length < 3 ? undefined : nearestName(name, [...functions.keys()]);
  if (meant !== undefined) return `Did you mean ${meant}?`;
  return name === undefined
    ? 'Write one of them, or * for a product.'
    : `Write one of them, or ${name}*(…) for a product.`;
}

const WORDS: Readonly<Record<string, string>> = {
  MemberExpression: 'a part of something',
  ArrayExpression: 'a list',
  ConditionalExpression: 'a choice',
  ThisExpression: 'this',
};

/** Returns the index where a part begins. A binary expression begins where its left operand does. */
function startOf(part: Syntax): number {
  if (part.from !== undefined) return part.from;
  return part.type === 'BinaryExpression' ? startOf(part.left as Syntax) : 0;
}

/**
 * Returns the names of an expression’s nodes: inputs have their own, operations the given ones or v1, v2 …, and the root
 * is f. No name is used twice.
 */
function namesOf(nodes: readonly Node[], called: readonly string[]): ReadonlyMap<Node, string> {
  const names = new Map<Node, string>();
  for (const node of nodes) if (node.inputs.length === 0) names.set(node, node.name);
  const taken = new Set([...names.values(), ...called]);
  let count = 0;
  const free = (): string => {
    let name = `v${++count}`;
    while (taken.has(name)) name = `v${++count}`;
    return name;
  };
  const operations = nodes.filter(node => !names.has(node));
  operations.forEach((node, index) => {
    const isRoot = index === operations.length - 1;
    names.set(node, called[index] ?? (isRoot ? ['f', 'g', 'h'].find(name => !taken.has(name)) : undefined) ?? free());
  });
  return names;
}
