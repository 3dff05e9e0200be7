import * as f32 from '../assembler/opcodes/f32.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import type { FusionGroup, Value } from '../ir/fusion-group.ts';
import { emitNest } from './axes.ts';
import { loadNumber, storeNumber } from './elements.ts';
import { groupWalk, turnsOf } from './group-walk.ts';
import type { Site } from './vector.ts';

const DIRECT: Readonly<Record<string, number>> = {
  add: f64.add,
  sub: f64.sub,
  mul: f64.mul,
  div: f64.div,
  min: f64.min,
  max: f64.max,
  neg: f64.neg,
  abs: f64.abs,
  sqrt: f64.sqrt,
  floor: f64.floor,
};

const COMPARISONS: Readonly<Record<string, number>> = { less: f64.lt, lessEqual: f64.le, equal: f64.eq };

/** Writes the loops of a group in float64, one element after another, as the interpreter computes single numbers. */
export function emitScalars(group: FusionGroup, { f, leaves, roots, functions, rows }: Site): void {
  const { nest, walked, dtypes } = groupWalk(group, [...leaves, ...roots]);
  const loaded = group.leaves.map(() => f.local('f64'));
  const steps = group.steps.map(() => f.local('f64'));
  const push = (value: Value): void => {
    if ('literal' in value) f.f64(group.precision === 'float32' ? Math.fround(value.literal) : value.literal);
    else f.get('step' in value ? steps[value.step]! : loaded[value.leaf]!);
  };
  const element = (): void => {
    group.leaves.forEach((_, i) => {
      loadNumber(f, leaves[i]!, dtypes[i]!);
      f.set(loaded[i]!);
    });
    group.steps.forEach(({ instruction: { name }, operands }, index) => {
      if (name === 'select') {
        push(operands[1]!);
        push(operands[2]!);
        push(operands[0]!);
        f.f64(0).op(f64.ne).op(SELECT);
      } else {
        for (const operand of operands) push(operand);
        if (name in DIRECT) f.op(DIRECT[name]!);
        else if (name in COMPARISONS) f.op(COMPARISONS[name]!).op(f64.convertI32S);
        else if (name !== 'copy') functions.scalar(f, name, operands.length);
      }
      if (group.precision === 'float32') f.op(f32.demoteF64).op(f64.promoteF32);
      f.set(steps[index]!);
    });
    [...group.roots.values()].forEach((value, i) => {
      f.get(roots[i]!);
      push(value);
      storeNumber(f, dtypes[group.leaves.length + i]!);
    });
  };
  emitNest(f, { ...nest, turns: turnsOf(f, nest, group, rows) }, walked, nest.lengths.length, element);
}

const SELECT = 0x1b;
