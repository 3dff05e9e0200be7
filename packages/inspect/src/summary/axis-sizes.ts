import type { Node } from '@thalweg/graph';
import { ContractError, type Sizes } from '@thalweg/tensor';
import { oneOf, printed } from '@thalweg/tensor/engine';

/** Sizes of dynamic axes by name. */
export type AxisSizes = Readonly<Record<string, number>>;

/**
 * Returns a size for each dynamic axis of the sources among nodes: the one that was given, or 1 for a first axis, so that
 * counts are those of one example.
 *
 * - **Throws** `ContractError` for another axis without a size, an unknown name, and a size that is no whole number from 0
 */
export function axisSizes(nodes: readonly Node[], given: AxisSizes): AxisSizes {
  const shapes = nodes.filter(({ inputs }) => inputs.length === 0).map(({ shape }) => shape);
  const names = [...new Set(shapes.flat().filter(size => typeof size === 'string'))];
  const first = new Set(shapes.map(([size]) => size));
  checkGiven(given, names);
  const sizes = names.map(name => [name, given[name] ?? (first.has(name) ? 1 : missing(name))] as const);
  return Object.fromEntries(sizes);
}

function checkGiven(given: AxisSizes, names: readonly string[]): void {
  if (printed(given) !== 'Object')
    throw new ContractError('summary', 'sizes must be an object', printed(given), 'Try { sizes: { time: 100 } }.');
  for (const [name, size] of Object.entries(given)) {
    if (names.length === 0)
      throw new ContractError(
        'summary',
        'sizes must name dynamic axes',
        printed(name),
        'There are none: leave it out.',
      );
    oneOf('summary', name, names, 'a dynamic axis');
    if (!Number.isSafeInteger(size) || size < 0)
      throw new ContractError(
        'summary',
        `the size of '${name}' must be a whole number from 0`,
        printed(size),
        'Try 1.',
      );
  }
}

/** Refuses an axis whose size nobody gave. */
function missing(name: string): never {
  throw new ContractError(
    'summary',
    'every dynamic axis but the first must have a size',
    `none for '${name}'`,
    `Try summary(node, { sizes: { ${/^\w+$/.test(name) ? name : printed(name)}: 100 } }).`,
  );
}

/** Returns the sizes of each node, from those of dynamic axes. `nodes` are in topological order. */
export function realSizes(nodes: readonly Node[], sizes: AxisSizes): ReadonlyMap<Node, Sizes> {
  const known = new Map<Node, Sizes>();
  for (const node of nodes) {
    const shape = node.operation?.shape(node.inputs.map(input => known.get(input)!)) ?? node.shape;
    known.set(node, shape.map(size => (typeof size === 'number' ? size : (sizes[size] ?? missing(size))))); // prettier-ignore
  }
  return known;
}
