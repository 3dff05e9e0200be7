import { allocate, sameShape, sizeOf, stridesOf, type TypedArray } from '@thalweg/tensor';
import type { Formula, Loop } from '../wire/formula.ts';
import type { ElementwiseKernel } from '../wire/kernel.ts';
import { precisionOf } from '../wire/precision.ts';
import type { Slot } from '../wire/slot.ts';
import { accessOf, broadcastStrides } from './access.ts';
import { copy } from './scalar.ts';
import { bindWalk, type Walk } from './walk.ts';

/** So many elements at a time: intermediate values stay in the first-level cache. */
const BLOCK = 512;

/** A value inside a group: a block of scratch, or a storage that is walked along with the output. */
interface Operand {
  readonly slot?: Slot;
  block?: TypedArray;
  /** The last step that reads it; never over for what is not scratch. */
  lastUse: number;
}

/** An operand that must be brought into its block: broadcast, transposed or of another element type. */
interface Load {
  readonly operand: Operand;
  readonly slot: Slot;
  readonly walk: Walk;
  /** One element for the whole output: loaded once a pass. */
  readonly single: boolean;
}

interface Step {
  readonly loop: Loop;
  readonly operands: readonly Operand[];
  readonly result: Operand;
}

/** The loop of a group of formulas: the slot's own and those that are computed inside it. */
export function bindElementwise(slot: Slot): () => void {
  const program = compile(slot);
  const { loads, steps } = program;
  const size = sizeOf(slot.shape!);
  const direct = slot.wire.dtype === program.precision;
  assignBlocks(program, direct, Math.min(size, BLOCK));
  const result = steps[steps.length - 1]!.result;
  const whole = steps.length === 1 && direct && loads.length === 0 && program.literals.size === 0;
  const block = whole ? Math.max(size, 1) : BLOCK;
  const singles = loads.filter(load => load.single);
  const streams = loads.filter(load => !load.single);
  const run = bindSteps(steps, result);
  return () => {
    const out = slot.write();
    for (const { operand, slot: from } of singles) operand.block!.fill(from.data[0]!);
    for (let start = 0; start < size; start += block) {
      const n = Math.min(block, size - start);
      for (const { operand, slot: from, walk } of streams) walk(operand.block!, 0, from.data, start, n);
      run(n, start, direct ? out : undefined);
      if (!direct) for (let i = 0; i < n; i++) out[start + i] = result.block![i]!;
    }
  };
}

interface Program {
  readonly precision: 'float32' | 'float64';
  readonly loads: Load[];
  readonly steps: Step[];
  readonly literals: Map<number, Operand>;
}

/** Lists the steps of a group, each value once. */
function compile(root: Slot): Program {
  const program: Program = { precision: precisionOf(root.wire), loads: [], steps: [], literals: new Map() };
  const known = new Map<Slot, Operand>();
  const valueOf = (slot: Slot): Operand => {
    const operand = known.get(slot) ?? (isMember(slot) ? member(slot) : leaf(slot, root, program));
    known.set(slot, operand);
    return operand;
  };
  const member = (slot: Slot): Operand => {
    const term = (formula: Formula): Operand => {
      if ('argument' in formula) return valueOf(slot.inputs[formula.argument]!);
      if ('literal' in formula) return literal(formula.literal, program);
      return push(program, formula.instruction.loop, formula.operands.map(term));
    };
    return term((slot.wire.rule!.kernel as ElementwiseKernel).formula);
  };
  const { formula } = root.wire.rule!.kernel as ElementwiseKernel;
  const result = member(root);
  if (!('instruction' in formula)) push(program, copy(0).instruction.loop, [result]);
  return program;
}

function isMember(slot: Slot): boolean {
  return slot.inlined && slot.wire.rule!.kernel.kind === 'elementwise';
}

function push(program: Program, loop: Loop, operands: readonly Operand[]): Operand {
  const result: Operand = { lastUse: program.steps.length };
  for (const operand of operands) operand.lastUse = Math.max(operand.lastUse, program.steps.length);
  program.steps.push({ loop, operands, result });
  return result;
}

function literal(value: number, program: Program): Operand {
  const operand = program.literals.get(value) ?? { lastUse: Infinity };
  program.literals.set(value, operand);
  return operand;
}

function leaf(input: Slot, root: Slot, program: Program): Operand {
  const { slot, strides } = accessOf(input);
  const shape = root.shape!;
  const onto = broadcastStrides(input.shape!, strides, shape);
  const whole = sameShape(onto, stridesOf(shape)) || sizeOf(shape) === 1;
  if (whole && slot.wire.dtype === program.precision) return { slot, lastUse: Infinity };
  const operand: Operand = { lastUse: Infinity };
  program.loads.push({ operand, slot, walk: bindWalk(shape, onto), single: sizeOf(slot.shape!) === 1 });
  return operand;
}

/** Gives every intermediate value a block of scratch, reused once its last reader is done. */
function assignBlocks(program: Program, direct: boolean, length: number): void {
  const { steps, loads, literals, precision } = program;
  for (const [value, operand] of literals) operand.block = allocate(precision, length).fill(value);
  for (const { operand } of loads) operand.block = allocate(precision, length);
  const free: TypedArray[] = [];
  steps.forEach((step, index) => {
    if (index < steps.length - 1 || !direct) step.result.block = free.pop() ?? allocate(precision, length);
    for (const operand of new Set(step.operands))
      if (operand.lastUse === index && operand.block !== undefined) free.push(operand.block);
  });
}

type RunSteps = (n: number, start: number, out: TypedArray | undefined) => void;

/** Runs the steps over one block. Storages are looked up anew: they change from pass to pass. */
function bindSteps(steps: readonly Step[], final: Operand): RunSteps {
  const none: Operand = { lastUse: 0, block: new Uint8Array(0) };
  const table = steps.map(({ loop, operands: [a = none, b = none, c = none], result }) => ({ loop, a, b, c, result }));
  return (n, start, out) => {
    for (const { loop, a, b, c, result } of table) {
      const last = out !== undefined && result === final;
      loop(
        n,
        last ? out : result.block!,
        last ? start : 0,
        a.slot?.data ?? a.block!,
        a.slot === undefined ? 0 : start,
        b.slot?.data ?? b.block!,
        b.slot === undefined ? 0 : start,
        c.slot?.data ?? c.block!,
        c.slot === undefined ? 0 : start,
      );
    }
  };
}
