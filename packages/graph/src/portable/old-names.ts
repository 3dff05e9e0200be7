import { sameShape, type Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { MOST_LETTERS } from '../shape/declared-shape.ts';
import { normalShape, normalSize, sameSizes } from '../shape/size-name.ts';

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
      const shape = node.rule!.shape(inputs).map(size => (typeof size === 'string' ? withoutParentheses(size) : size));
      return [...given, shape].filter(one => !one.some(isTooLong));
    } catch {
      // The rule compares sizes that the file writes in several ways.
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
