import * as f32 from '../assembler/opcodes/f32.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import type { FusionGroup, Step, Value } from '../lowering/fusion-group.ts';
import { emitNest } from '../loops/axes.ts';
import { loadNumber, storeNumber } from '../loops/elements.ts';
import { type GroupSite, groupWalk, turnsOf } from './group-walk.ts';

/** Writes the loops of a group in float64, one element after another, as the interpreter computes single numbers. */
export function emitScalars(group: FusionGroup, { f, leaves, roots, functions, rows }: GroupSite): void {
  const { nest, walked, dtypes } = groupWalk(group, [...leaves, ...roots]);
  const loaded = group.leaves.map(() => f.local('f64'));
  const steps = group.steps.map(() => f.local('f64'));
  const push = (value: Value): void => {
    if ('literal' in value) f.f64(group.precision === 'float32' ? Math.fround(value.literal) : value.literal);
    else f.get('step' in value ? steps[value.step]! : loaded[value.leaf]!);
  };
  const compute = ({ instruction: { name }, operands }: Step): void => {
    const { number, numberOf, compares } = functions.codeOf(name);
    const pushAt = (position: number): void => push(operands[position]!);
    if (numberOf !== undefined) return numberOf(f, { number: pushAt, mask: pushAt, literal: () => undefined });
    for (const operand of operands) push(operand);
    if (number === undefined) functions.scalar(f, name, operands.length);
    else f.op(number);
    if (compares) f.op(f64.convertI32S);
  };
  const element = (): void => {
    group.leaves.forEach((_, i) => {
      loadNumber(f, leaves[i]!, dtypes[i]!);
      f.set(loaded[i]!);
    });
    group.steps.forEach((step, index) => {
      compute(step);
      if (group.precision === 'float32') f.op(f32.demoteF64).op(f64.promoteF32);
      f.set(steps[index]!);
    });
    [...group.roots.values()].forEach((value, i) => {
      f.get(roots[i]!);
      push(value);
      storeNumber(f, dtypes[group.leaves.length + i]!);
    });
  };
  emitNest(f, { ...nest, turns: turnsOf(f, nest, rows) }, walked, nest.lengths.length, element);
}
