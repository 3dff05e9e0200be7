import type { Func } from '../assembler/func.ts';
import { f32, f64, i32 } from '../assembler/opcodes.ts';
import type { Group, Value } from '../plan/group.ts';
import { stridesOf, type DType } from '@thalweg/tensor';
import { nestOf } from './axes.ts';
import { advance, repeat } from './loops.ts';
import type { Site } from './vector.ts';

const BYTES = { float32: 4, float64: 8, int32: 4, bool: 1 } as const;

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
export function emitScalars(group: Group, { f, leaves, roots, functions }: Site): void {
  const own = stridesOf(group.shape);
  const slots = [...group.roots.keys()];
  const { lengths, strides } = nestOf(group.shape, [
    ...group.leaves.map(leaf => leaf.strides),
    ...slots.map(() => own),
  ]);
  const dtypes = [...group.leaves.map(({ slot }) => slot), ...slots].map(({ wire }) => wire.dtype);
  const addresses = [...leaves, ...roots];
  const loaded = group.leaves.map(() => f.local('f64'));
  const steps = group.steps.map(() => f.local('f64'));
  const push = (value: Value): void => {
    if ('literal' in value) f.f64(group.precision === 'float32' ? Math.fround(value.literal) : value.literal);
    else f.get('step' in value ? steps[value.step]! : loaded[value.leaf]!);
  };
  const element = (): void => {
    group.leaves.forEach((_, i) => {
      load(f, addresses[i]!, dtypes[i]!);
      f.set(loaded[i]!);
    });
    group.steps.forEach(({ instruction: { name, of }, operands }, index) => {
      if (name === 'select') {
        push(operands[1]!);
        push(operands[2]!);
        push(operands[0]!);
        f.f64(0).op(f64.ne).op(SELECT);
      } else {
        for (const operand of operands) push(operand);
        if (name in DIRECT) f.op(DIRECT[name]!);
        else if (name in COMPARISONS) f.op(COMPARISONS[name]!).op(f64.convertI32S);
        else if (name !== 'copy') functions.scalar(f, name, of, operands.length);
      }
      if (group.precision === 'float32') f.op(f32.demoteF64).op(f64.promoteF32);
      f.set(steps[index]!);
    });
    [...group.roots.values()].forEach((value, i) => {
      f.get(roots[i]!);
      push(value);
      store(f, dtypes[group.leaves.length + i]!);
    });
  };
  const level = (axis: number): void => {
    if (axis === lengths.length) return element();
    repeat(f, lengths[axis]!, () => {
      level(axis + 1);
      addresses.forEach((address, i) => {
        const stride = strides[i]!;
        const within = axis + 1 < lengths.length ? stride[axis + 1]! * lengths[axis + 1]! : 0;
        advance(f, address, (stride[axis]! - within) * BYTES[dtypes[i]!]);
      });
    });
  };
  if (lengths.every(length => length > 0)) level(0);
}

const SELECT = 0x1b;

function load(f: Func, address: number, dtype: DType): void {
  f.get(address);
  if (dtype === 'float64') f.memory(f64.load);
  else if (dtype === 'float32') f.memory(f32.load).op(f64.promoteF32);
  else f.memory(dtype === 'bool' ? i32.load8u : i32.load).op(f64.convertI32S);
}

/** Stores the float64 on the stack at the address below it, as a typed array would. */
function store(f: Func, dtype: DType): void {
  if (dtype === 'float64') f.memory(f64.store);
  else if (dtype === 'float32') f.op(f32.demoteF64).memory(f32.store);
  else {
    wrap(f);
    f.memory(dtype === 'bool' ? i32.store8 : i32.store);
  }
}

/** Makes an int32 of the float64 on the stack as typed arrays do: cut towards 0, modulo 2³²; 0 for NaN and ±∞. */
function wrap(f: Func): void {
  const whole = f.local('f64');
  f.op(f64.trunc).tee(whole).get(whole).f64(2 ** -32).op(f64.mul).op(f64.floor).f64(2 ** 32).op(f64.mul);
  f.op(f64.sub).op(f64.toUint32);
}
