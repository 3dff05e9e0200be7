import { sameShape, type Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { normalSize } from '../shape/size-name.ts';

/** The most letters of a size in an old file. */
const MOST_LETTERS = 1024;

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

  /** Returns the shape that a node had in an old file, from those of its inputs; nothing if it has no names with operators. */
  shapeBefore(node: Node): Shape | undefined {
    const inputs = node.inputs.map(input => this.of(input));
    if (![node.shape, ...inputs].flat().some(size => typeof size === 'string' && /[+*/^-]/.test(size)))
      return undefined;
    try {
      const shape = node.rule!.shape(inputs).map(size => (typeof size === 'string' ? withoutParentheses(size) : size));
      return shape.some(isTooLong) ? undefined : shape;
    } catch {
      // The rule compares sizes that one file writes in several ways.
      return undefined;
    }
  }
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
