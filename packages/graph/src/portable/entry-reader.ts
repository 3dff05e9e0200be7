import { type DType, sameShape, type Shape, tensor, type Tensor, type TypedArray } from '@thalweg/tensor';
import { checkDtype, printed } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import type { Node } from '../node/node.ts';
import { declaredShape, MOST_LETTERS } from '../shape/shapes.ts';
import { normalShape, normalSize, sameSizes } from '../shape/size-name.ts';

/** Reads the fields of an entry of a description that is not trusted. Each method throws `GraphError` for a field that does not fit. */
export class EntryReader {
  readonly subject: string;
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(subject: string, entry: unknown) {
    this.subject = subject;
    this.#fields = recordOf(this, entry, 'an entry');
  }

  error(expected: string, got: string, advice = 'The file is damaged, or no model.'): GraphError {
    return new GraphError(this.subject, expected, got, advice);
  }

  has(field: string): boolean {
    return Object.hasOwn(this.#fields, field);
  }

  field(name: string): unknown {
    return this.has(name) ? this.#fields[name] : undefined;
  }

  text(field: string): string {
    return this.#of(field, 'string') as string;
  }

  number(field: string): number {
    return this.#of(field, 'number') as number;
  }

  flag(field: string): boolean {
    return this.#of(field, 'boolean') as boolean;
  }

  list(field: string): readonly unknown[] {
    const value = this.field(field);
    if (Array.isArray(value)) return value;
    throw this.error(`${field} must be a list`, printed(value));
  }

  record(field: string): Readonly<Record<string, unknown>> {
    return recordOf(this, this.field(field), field);
  }

  shape(): Shape {
    return declaredShape(this.subject, this.list('shape') as Shape);
  }

  dtype(): DType {
    return checkDtype(this.subject, this.text('dtype') as DType);
  }

  /** The value of a constant. */
  tensor(): Tensor {
    const data = this.field('data');
    const [shape, dtype] = [this.shape(), this.dtype()];
    if (!ArrayBuffer.isView(data)) throw this.error('data must be the elements of a constant', printed(data));
    const { length } = data as TypedArray;
    if (shape.reduce<number>((size, one) => size * Number(one), 1) !== length)
      throw this.error(`data must have the elements of its shape`, String(length));
    return tensor(data as TypedArray, { shape: shape as readonly number[], dtype });
  }

  expectLike(expected: { readonly shape: Shape; readonly dtype: DType; readonly key: string }, value: Tensor): void {
    if (!sameShape(expected.shape, value.shape) || expected.dtype !== value.dtype)
      throw this.error(
        `'${expected.key}' must be ${expected.dtype} [${expected.shape.join(', ')}]`,
        `${value.dtype} [${value.shape.join(', ')}]`,
      );
  }

  #of(field: string, type: 'string' | 'number' | 'boolean'): unknown {
    const value = this.field(field);
    if (typeof value === type) return value;
    throw this.error(`${field} must be a ${type}`, printed(value));
  }
}

function recordOf(reader: EntryReader, value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw reader.error(`${what} must be an object`, printed(value));
}

/**
 * The shapes of nodes as they were written before sizes had one form, as in `batch+batch+batch` for `batch*3`: the digests in
 * old files are of those.
 */
export class OldNames {
  readonly #shapes = new Map<Node, Shape>();

  /** Returns the shape of a node as an old file has it. */
  of(node: Node): Shape {
    return this.#shapes.get(node) ?? node.shape;
  }

  keep(node: Node, shape: Shape): void {
    this.#shapes.set(node, shape);
  }

  /** Keeps the shape with which a file declares a node, if it is another text for the same sizes. */
  declared(node: Node, shape: unknown): void {
    if (!Array.isArray(shape) || shape.length !== node.shape.length) return;
    const sizes = shape as Shape;
    if (sameShape(sizes, node.shape) || sizes.some(isTooLong)) return;
    if (sizes.every((size, axis) => size === node.shape[axis] || isSame(size, node.shape[axis]!))) this.keep(node, sizes); // prettier-ignore
  }

  /** Returns an argument with its sizes in their one form. */
  renamed(arg: unknown): unknown {
    return Array.isArray(arg) && arg.every(isSize) ? normalShape('a shape', arg as Shape) : arg;
  }

  /** Returns the shapes that a node may have had in an old file: those in its arguments, and the one that follows from its inputs. */
  before(node: Node, args: readonly unknown[]): Shape[] {
    const inputs = node.inputs.map(input => this.of(input));
    if (![node.shape, ...inputs].flat().some(size => typeof size === 'string' && /[+*/^-]/.test(size))) return [];
    const given = args.filter(arg => Array.isArray(arg) && arg.every(isSize) && sameSizes(arg as Shape, node.shape)) as Shape[]; // prettier-ignore
    try {
      const shape = node
        .operation!.shape(inputs)
        .map(size => (typeof size === 'string' ? withoutParentheses(size) : size));
      return [...given, shape].filter(one => !one.some(isTooLong));
    } catch {
      // The shape rule compares sizes that the file writes in several ways.
      return given.filter(one => !one.some(isTooLong));
    }
  }
}

function isSize(size: unknown): boolean {
  return typeof size === 'string' || typeof size === 'number';
}

function isTooLong(size: unknown): boolean {
  return typeof size === 'string' && size.length > MOST_LETTERS;
}

function isSame(size: unknown, other: number | string): boolean {
  return typeof size === 'string' && typeof other === 'string' && normalSize('a size', size) === other;
}

/** A size as it was written: parentheses stood around sums only. */
function withoutParentheses(size: string): string {
  const shorter = size.replace(/(^|[+*(])\(([^()+-]+)\)/g, '$1$2');
  return shorter === size ? size : withoutParentheses(shorter);
}
