import { Parameter, Register, type Node } from '@thalweg/graph';
import type { Section } from './section.ts';

/**
 * Names the operations of a section, each once: products, convolutions and custom loops if there are some, and else all that
 * compute something. A source is a `parameter`, a `state`, a `constant` or an `input`.
 */
export function operationsOf({ exit, nodes }: Section, isComputed: (node: Node) => boolean): string {
  if (exit.rule === undefined) return sourceKind(exit);
  const active = nodes.some(isComputed) ? nodes.filter(isComputed) : nodes;
  const shown = [active.filter(isCostly), active.filter(isComputing), [exit]].find(some => some.length > 0)!;
  return [...new Set(shown.map(({ name }) => name))].join(' ');
}

function sourceKind(source: Node): string {
  if (source instanceof Register) return source instanceof Parameter ? 'parameter' : 'state';
  return source.circuit === undefined ? 'constant' : 'input';
}

function isCostly({ rule }: Node): boolean {
  const kernel = rule?.kernel;
  if (kernel?.kind !== 'loop') return false;
  return kernel.loop === undefined || kernel.loop === 'contraction' || kernel.loop === 'convolution';
}

function isComputing({ rule, circuit }: Node): boolean {
  return circuit !== undefined && (rule?.kernel.kind === 'loop' || rule?.kernel.kind === 'elementwise');
}
