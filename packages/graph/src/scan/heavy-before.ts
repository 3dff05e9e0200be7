import type { Node } from '../node/node.ts';
import type { Dependence } from './dependence.ts';

/** Loops that only move elements: stacks of what they move would be memory for nothing. */
const MOVING: ReadonlySet<string | undefined> = new Set(['concat', 'pad', 'slice', 'split', 'swapAxes', 'zeros']);

/**
 * Returns the nodes whose computation for all steps at once, before a loop, pays: products and other loops that take time, with
 * the formulas over them, of those that may be computed so and depend on no carry.
 */
export function heavyBefore(dependence: Dependence, mayMove: (node: Node) => boolean): ReadonlySet<Node> {
  const movable = new Set<Node>();
  const heavy = new Set<Node>();
  for (const node of dependence.varying) {
    if (dependence.isOnCarry(node) || !mayMove(node)) continue;
    if (!node.inputs.every(input => !dependence.varies(input) || movable.has(input))) continue;
    movable.add(node);
    const kernel = node.rule?.kernel;
    const moves = kernel?.kind === 'loop' && MOVING.has(kernel.loop);
    if (!moves && (kernel?.kind === 'loop' || node.inputs.some(input => heavy.has(input)))) heavy.add(node);
  }
  return heavy;
}
