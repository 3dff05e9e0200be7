import {
  accessOf,
  broadcastStrides,
  type ElementwiseKernel,
  exact,
  type Formula,
  type Instruction,
  precisionOf,
  type ReducerName,
  type Slot,
} from '@thalweg/graph/engine';
import { sameShape, type Sizes, stridesOf } from '@thalweg/tensor';
import { isConstant, storedIn } from '../runtime/slots.ts';

/** A value of one element: what a step gave, what is read from a buffer, or a number. */
export type Value = { readonly step: number } | { readonly leaf: number } | { readonly literal: number };

/** Elements read from a buffer, with a stride for each axis of the group's shape. */
export interface Leaf {
  readonly slot: Slot;
  readonly strides: readonly number[];
}

/** An instruction applied. */
export interface Step {
  readonly instruction: Pick<Instruction, 'name' | 'of'>;
  readonly operands: readonly Value[];
}

const copying: Step['instruction'] = { name: 'copy', of: a => a };

const multiplying: Step['instruction'] = { name: 'mul', of: (a, b) => a * b };

/** Formulas over equally many elements that are computed in one loop; several of their values may be stored. */
export class FusionGroup {
  readonly shape: Sizes;
  readonly precision: 'float32' | 'float64';
  readonly leaves: Leaf[] = [];
  readonly steps: Step[] = [];
  /** The values that are stored, by their slots. */
  readonly roots: Map<Slot, Value> = new Map();
  /** Roots whose subnormal numbers are stored as zeros. */
  readonly flushed: Set<Slot> = new Set();
  readonly #known = new Map<unknown, Value>();

  constructor(shape: Sizes, precision: 'float32' | 'float64') {
    this.shape = shape;
    this.precision = precision;
  }

  /** Adds a slot with all that is inlined into it: a formula, the product of a column and a row, or a copy. */
  add(slot: Slot): void {
    const { kind } = slot.wire.operation!.kernel;
    if (kind === 'elementwise') this.#root(slot, this.#member(slot));
    else if (kind === 'loop') this.#addOuterProduct(slot);
    else this.#addCopy(slot);
  }

  /** The value of a slot of the group's shape, element by element: one that the group computes, or one that it reads. */
  valueOf(slot: Slot): Value {
    return this.#leaf(slot, stridesOf(this.shape));
  }

  /** Adds a copy of a view, or of what an alias keeps for itself. */
  #addCopy(slot: Slot): void {
    const { kernel } = slot.wire.operation!;
    const input = slot.inputs[0]!;
    const { slot: base, strides } = accessOf(input);
    const read = kernel.kind === 'view' ? kernel.strides(input.shape!, strides, slot.shape!) : stridesOf(slot.shape!);
    this.#root(slot, this.#step(copying, [this.#leaf(base, read)]));
  }

  /** Adds the product of a column and a row, or of many: those are repeated along each other. */
  #addOuterProduct(slot: Slot): void {
    const [columns, rows] = slot.inputs.map(input => this.#input(input)) as [Value, Value];
    this.#root(slot, this.#step(multiplying, [columns, rows]));
  }

  /** True if the group reads a buffer element by element, so that it may overwrite each element that it has read. */
  readsInPlace(slot: Slot): boolean {
    return this.leaves.every(leaf => leaf.slot !== slot || sameShape(leaf.strides, stridesOf(this.shape)));
  }

  #root(slot: Slot, value: Value): void {
    this.roots.set(slot, value);
    this.#known.set(slot, value);
  }

  #member(slot: Slot): Value {
    const term = (formula: Formula): Value => {
      if ('literal' in formula) return { literal: formula.literal };
      if ('instruction' in formula)
        return this.#step(exact(slot.wire, formula.instruction), formula.operands.map(term));
      return this.#input(slot.inputs[formula.argument]!);
    };
    return term((slot.wire.operation!.kernel as ElementwiseKernel).formula);
  }

  #input(input: Slot): Value {
    const known = this.#known.get(input);
    if (known !== undefined) return known;
    if (input.inlined && input.wire.operation!.kernel.kind === 'elementwise') {
      const value = this.#member(input);
      this.#known.set(input, value);
      return value;
    }
    const { slot, strides } = accessOf(input);
    return this.#leaf(slot, broadcastStrides(input.shape!, strides, this.shape));
  }

  #leaf(slot: Slot, strides: readonly number[]): Value {
    const stored = storedIn(slot);
    if (isConstant(stored) && stored.storage?.data.length === 1) return { literal: stored.storage.data[0]! };
    const root = this.#known.get(stored);
    if (root !== undefined && sameShape(strides, stridesOf(this.shape))) return root;
    const index = this.leaves.findIndex(leaf => leaf.slot === stored && sameShape(leaf.strides, strides));
    return { leaf: index < 0 ? this.leaves.push({ slot: stored, strides }) - 1 : index };
  }

  #step(instruction: Step['instruction'], operands: readonly Value[]): Value {
    return { step: this.steps.push({ instruction, operands }) - 1 };
  }
}

/** True if a group can be computed several elements at a time: float32, with flags at most. */
export function isVector(group: FusionGroup): boolean {
  const dtypes = [...group.leaves.map(({ slot }) => slot), ...group.roots.keys()].map(({ wire }) => wire.dtype);
  return group.precision === 'float32' && dtypes.every(dtype => dtype === 'float32' || dtype === 'bool');
}

/** A new group for an elementwise slot. */
export function fusionGroupFor(slot: Slot): FusionGroup {
  return new FusionGroup(slot.shape!, precisionOf(slot.wire));
}

/** The ways to reduce float32 that have code in vectors. */
export type VectorReducer = Exclude<ReducerName, 'prod'>;

/** The value of a group that is reduced, and the way. */
export interface Reduced {
  readonly name: VectorReducer;
  readonly value: Value;
}

/** Reductions of a group's values along the neighbouring axes `[from, to)` of its shape, in one loop. */
export interface Reduction {
  readonly from: number;
  readonly to: number;
  /** By the slots of the results. */
  readonly results: ReadonlyMap<Slot, Reduced>;
}
