import { allocate, sameShape, sizeOf, type Sizes, stridesOf, type TypedArray } from '@thalweg/tensor';
import type { Formula, Instruction } from '../wire/formula.ts';
import type { ElementwiseKernel, LoopInput, ViewKernel } from '../wire/kernel.ts';
import { precisionOf, type Slot, type Wire } from '../wire/wire.ts';
import * as scalar from './scalar.ts';

/** Prepares the loop of a slot for the sizes that it has now. */
export function bind(slot: Slot): () => void {
  const { kernel } = slot.wire.operation!;
  switch (kernel.kind) {
    case 'elementwise':
      return bindElementwise(slot);
    case 'loop':
      return kernel.bind(slot, kernel.strided === true ? slot.inputs.map(strided) : slot.inputs);
    case 'view':
      return bindView(slot, kernel);
    case 'alias':
    case 'mode':
      return bindAlias(slot);
  }
}

function bindAlias(slot: Slot): () => void {
  const input = slot.inputs[0]!;
  if (slot.copies) return () => slot.write().set(input.data);
  return () => {
    slot.place(input.storage);
  };
}

/** An input with the strides of its elements, which may be those of another slot. */
function strided(input: Slot): LoopInput {
  const { slot, strides } = accessOf(input);
  return {
    shape: input.shape,
    strides,
    get data() {
      return slot.data;
    },
  };
}

function bindView(slot: Slot, kernel: ViewKernel): () => void {
  const input = slot.inputs[0]!;
  const base = accessOf(input);
  const walk = bindWalk(slot.shape!, kernel.strides(input.shape!, base.strides, slot.shape!));
  const size = sizeOf(slot.shape!);
  return () => walk(slot.write(), 0, base.slot.data, 0, size);
}

/** The number of elements at a time: intermediate values stay in the first-level cache. */
const BLOCK = 512;

/** A value inside a group. */
interface Operand {
  /** The slot whose storage it is in; none for an intermediate value or a literal. */
  readonly slot?: Slot;
  /** The number, if it is a literal. */
  readonly literal?: number;
  /** Copies it into a block, if it is broadcast, transposed or of another element type. */
  readonly walk?: Walk;
  /** Scratch that it passes through block by block. */
  block?: TypedArray;
  /** The step that reads it last. */
  lastUse: number;
  /** Its value where the whole group is about single elements. */
  value: number;
}

interface Step {
  readonly instruction: Instruction;
  readonly operands: readonly Operand[];
  readonly result: Operand;
}

interface Group {
  readonly precision: 'float32' | 'float64';
  readonly leaves: Operand[];
  readonly steps: Step[];
}

/** The loop of a group of formulas: the slot's own and those that are computed inside it. */
function bindElementwise(slot: Slot): () => void {
  const group = compile(slot);
  return sizeOf(slot.shape!) === 1 ? bindSingle(slot, group) : bindBlocks(slot, group);
}

/** Lists the steps of a group, each value once. */
function compile(root: Slot): Group {
  const group: Group = { precision: precisionOf(root.wire), leaves: [], steps: [] };
  const known = new Map<unknown, Operand>();
  const once = (key: unknown, make: () => Operand): Operand => {
    const operand = known.get(key) ?? make();
    known.set(key, operand);
    return operand;
  };
  // A key of its own for −0, which is 0 to a map.
  const constant = (literal: number): Operand =>
    once(Object.is(literal, -0) ? '−0' : literal, () => leaf(group, { literal, lastUse: Infinity, value: literal }));
  const member = (slot: Slot): Operand => {
    const term = (formula: Formula): Operand => {
      if ('literal' in formula) return constant(formula.literal);
      if ('instruction' in formula)
        return apply(group, exact(slot.wire, formula.instruction), formula.operands.map(term));
      const input = slot.inputs[formula.argument]!;
      return once(input, () => (isMember(input) ? member(input) : leaf(group, stored(input, root, group))));
    };
    return term((slot.wire.operation!.kernel as ElementwiseKernel).formula);
  };
  const result = member(root);
  if (group.steps.length === 0) apply(group, scalar.copy(0).instruction, [result]);
  return group;
}

function isMember(slot: Slot): boolean {
  return slot.inlined && slot.wire.operation!.kernel.kind === 'elementwise';
}

function apply(group: Group, instruction: Instruction, operands: readonly Operand[]): Operand {
  const index = group.steps.length;
  for (const operand of operands) operand.lastUse = Math.max(operand.lastUse, index);
  const result: Operand = { lastUse: index, value: 0 };
  group.steps.push({ instruction, operands, result });
  return result;
}

function leaf(group: Group, operand: Operand): Operand {
  group.leaves.push(operand);
  return operand;
}

function stored(input: Slot, root: Slot, { precision }: Group): Operand {
  const { slot, strides } = accessOf(input);
  const shape = root.shape!;
  const onto = broadcastStrides(input.shape!, strides, shape);
  const asItIs = sameShape(onto, stridesOf(shape)) && slot.wire.dtype === precision;
  return { slot, lastUse: Infinity, value: 0, ...(!asItIs && { walk: bindWalk(shape, onto) }) };
}

/** The steps with three operands each; `none` takes the places of those that there are not. */
function tableOf(steps: readonly Step[], none: Operand) {
  return steps.map(({ instruction: { of, loop }, operands: [a = none, b = none, c = none], result }) => ({
    of,
    loop,
    a,
    b,
    c,
    result,
  }));
}

/** Numbers instead of arrays, for groups about one element. */
function bindSingle(slot: Slot, { precision, leaves, steps }: Group): () => void {
  const round = precision === 'float32' ? Math.fround : (value: number): number => value;
  const { result } = steps[steps.length - 1]!;
  const none: Operand = { lastUse: 0, value: 0 };
  const table = tableOf(steps, none);
  for (const operand of leaves) operand.value = round(operand.value);
  const read = leaves.filter(operand => operand.slot !== undefined);
  return () => {
    for (const operand of read) operand.value = operand.slot!.data[0]!;
    for (const { of, a, b, c, result: to } of table) to.value = round(of(a.value, b.value, c.value));
    slot.write()[0] = result.value;
  };
}

/** Block by block, so that a value that only the next step reads never leaves the cache. */
function bindBlocks(slot: Slot, { precision, leaves, steps }: Group): () => void {
  const size = sizeOf(slot.shape!);
  const { result } = steps[steps.length - 1]!;
  const direct = slot.wire.dtype === precision;
  const scratch = (): TypedArray => allocate(precision, Math.min(size, BLOCK));
  const singles = leaves.filter(({ slot: from, walk }) => walk !== undefined && sizeOf(from!.shape!) === 1);
  const streams = leaves.filter(operand => operand.walk !== undefined && !singles.includes(operand));
  for (const operand of leaves) {
    if (operand.literal !== undefined) operand.block = scratch().fill(operand.literal);
    else if (operand.walk !== undefined) operand.block = scratch();
  }
  assignBlocks(steps, direct, scratch);
  const run = bindSteps(steps, direct ? result : undefined);
  return () => {
    const out = slot.write();
    for (const operand of singles) operand.block!.fill(operand.slot!.data[0]!);
    for (let start = 0; start < size; start += BLOCK) {
      const n = Math.min(BLOCK, size - start);
      for (const { block, slot: from, walk } of streams) walk!(block!, 0, from!.data, start, n);
      run(n, start, out);
      if (!direct) store(out, start, result.block!, n);
    }
  };
}

/** Brings a block into another element type. */
function store(out: TypedArray, start: number, block: TypedArray, n: number): void {
  for (let i = 0; i < n; i++) out[start + i] = block[i]!;
}

/** Gives every intermediate value scratch, which is used again once its last reader is done. */
function assignBlocks(steps: readonly Step[], direct: boolean, scratch: () => TypedArray): void {
  const free: TypedArray[] = [];
  steps.forEach(({ operands, result }, index) => {
    if (index < steps.length - 1 || !direct) result.block = free.pop() ?? scratch();
    for (const operand of new Set(operands))
      if (operand.lastUse === index && operand.block !== undefined) free.push(operand.block);
  });
}

/** Runs the steps over one block; storages are looked up anew, for they change from pass to pass. */
function bindSteps(
  steps: readonly Step[],
  last: Operand | undefined,
): (n: number, start: number, out: TypedArray) => void {
  const none: Operand = { lastUse: 0, value: 0, block: steps[0]!.result.block ?? new Float32Array(0) };
  const table = tableOf(steps, none);
  return (n, start, out) => {
    for (const { loop, a, b, c, result } of table)
      loop(
        n,
        result === last ? out : result.block!,
        result === last ? start : 0,
        a.block ?? a.slot!.data,
        a.block === undefined ? start : 0,
        b.block ?? b.slot!.data,
        b.block === undefined ? start : 0,
        c.block ?? c.slot!.data,
        c.block === undefined ? start : 0,
      );
  };
}

/** The slot that has the elements of a value, and the strides to walk over them. */
export interface Access {
  readonly slot: Slot;
  readonly strides: readonly number[];
}

/** Returns the access to a slot's elements; a view without its own storage is read through. */
export function accessOf(slot: Slot): Access {
  const kernel = slot.wire.operation?.kernel;
  if (!slot.inlined || kernel?.kind !== 'view') return { slot, strides: stridesOf(slot.shape!) };
  const input = slot.inputs[0]!;
  const inner = accessOf(input);
  return { slot: inner.slot, strides: kernel.strides(input.shape!, inner.strides, slot.shape!) };
}

/** The strides of a value read under a larger shape: 0 along axes that it lacks or where its size is 1. */
export function broadcastStrides(shape: Sizes, strides: readonly number[], onto: Sizes): number[] {
  const lead = onto.length - shape.length;
  return onto.map((length, axis) => {
    if (axis < lead) return 0;
    return shape[axis - lead] === 1 && length !== 1 ? 0 : strides[axis - lead]!;
  });
}

/** The offsets of the matrices along leading axes. */
export function startsOf(batch: Sizes, strides: readonly number[]): number[] {
  return batch.reduce<number[]>(
    (starts, length, axis) => starts.flatMap(start => Array.from({ length }, (_, i) => start + i * strides[axis]!)),
    [0],
  );
}

/** Copies the elements `start … start + n` of a strided value, in row-major order, to `out[o …]`. */
type Walk = (out: TypedArray, o: number, data: TypedArray, start: number, n: number) => void;

/** Prepares a walk over a shape with strides. Neighbouring axes that continue one another are walked as one. */
function bindWalk(shape: Sizes, strides: readonly number[]): Walk {
  const [lengths, steps] = collapse(shape, strides);
  const last = lengths.length - 1;
  const inner = lengths[last]!;
  const step = steps[last]!;
  const at = new Array<number>(lengths.length).fill(0);
  return (out, o, data, start, n) => {
    let offset = 0;
    for (let axis = last, rest = start; axis >= 0; axis--) {
      at[axis] = rest % lengths[axis]!;
      rest = (rest - at[axis]!) / lengths[axis]!;
      offset += at[axis]! * steps[axis]!;
    }
    const end = o + n;
    let first = at[last]!;
    offset -= first * step;
    for (;;) {
      const stop = Math.min(end, o + inner - first);
      for (let p = offset + first * step; o < stop; o++, p += step) out[o] = data[p]!;
      if (o >= end) return;
      first = 0;
      for (let axis = last - 1; axis >= 0; axis--) {
        offset += steps[axis]!;
        if (++at[axis]! < lengths[axis]!) break;
        offset -= lengths[axis]! * steps[axis]!;
        at[axis] = 0;
      }
    }
  };
}

function collapse(shape: Sizes, strides: readonly number[]): [number[], number[]] {
  const lengths: number[] = [];
  const steps: number[] = [];
  shape.forEach((length, axis) => {
    const top = lengths.length - 1;
    if (length === 1) return;
    if (top >= 0 && steps[top] === strides[axis]! * length) {
      lengths[top]! *= length;
      steps[top] = strides[axis]!;
    } else {
      lengths.push(length);
      steps.push(strides[axis]!);
    }
  });
  return lengths.length === 0 ? [[1], [0]] : [lengths, steps];
}

/** The instruction that computes a step of a wire's formula: float64 would round products of int32. */
export function exact({ dtype }: Wire, instruction: Instruction): Instruction {
  return dtype === 'int32' && instruction.name === 'mul' ? scalar.imul(0, 0).instruction : instruction;
}

/** The name of a scalar instruction. */
export type InstructionName = Exclude<keyof typeof scalar, 'formulaOf'>;
