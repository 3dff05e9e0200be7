import { Input, type Node, Parameter, Register } from '@thalweg/graph';
import type { CircuitModel } from './circuit-model.ts';
import type { Box } from './shown-circuit.ts';

/** Returns the text below the sign of a box: what a source is, and of a group how many operations and registers it has. */
export function captionOf({ kind, nodes }: Box, { names, isFrozen }: CircuitModel): string {
  const [node] = nodes;
  if (kind === 'operation') return names.get(node!) ?? '';
  if (kind === 'source') {
    const kindOfSource = sourceKind(node!, isFrozen);
    return kindOfSource === names.get(node!) ? '' : kindOfSource;
  }
  const registers = nodes.filter(one => one instanceof Register);
  const frozen = registers.filter(isFrozen).length;
  const stay = frozen === 0 ? '' : frozen === registers.length ? ', frozen' : `, ${frozen} frozen`;
  return `${nodes.length - registers.length} operations${registers.length === 0 ? '' : `, ${registers.length} registers${stay}`}`;
}

/** Returns true for a box with weights that all stay. */
export function isFrozenBox({ nodes }: Box, { isFrozen }: CircuitModel): boolean {
  const registers = nodes.filter(one => one instanceof Register);
  return registers.length > 0 && registers.every(isFrozen);
}

function sourceKind(node: Node, isFrozen: (node: Node) => boolean): string {
  if (node instanceof Parameter) return 'parameter';
  if (node instanceof Input) return 'input';
  if (isFrozen(node)) return 'frozen';
  return node instanceof Register ? 'state' : 'constant';
}
