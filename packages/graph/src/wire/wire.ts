import type { DType, Shape, Sizes, TypedArray } from '@thalweg/tensor';
import type { Cell } from './cell.ts';
import type { Kernel } from './kernel.ts';

/** The part of a node that frames use. */
export interface Wire {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  /** One more than the highest input; 0 for a source. */
  readonly height: number;
  readonly inputs: readonly Wire[];
  /** Absent on a source. */
  readonly rule?: Rule | undefined;
  /** The storage of a source. */
  readonly cell?: Cell | undefined;
  /** The element that values of a source are filled up with; it means no value. */
  readonly padding?: number | undefined;
  /** A register that an optimizer may write: a parameter, unlike a state. */
  readonly trainable?: boolean | undefined;
  /** The operation whose gradient it is a part of. */
  readonly forward?: Wire | undefined;
  /** The register that takes this wire's value when a step commits. */
  readonly register?: Wire | undefined;
  /** The limits of the graph from a file that it is a part of. */
  readonly limits?: Limits | undefined;
}

/** The limits of a graph from a file. */
export interface Limits {
  /** Refuses what exceeds them, and all that comes after it. Frames ask whenever sizes have changed. */
  check(slots: readonly Sized[], clock: number): void;
}

/** A wire with the sizes that it has in a frame. */
export interface Sized {
  readonly wire: Wire;
  readonly shape: Sizes | undefined;
  readonly inputs: readonly { readonly shape: Sizes | undefined }[];
  readonly demands: number;
  /** True if it is computed where it is read, and not stored. */
  readonly inlined: boolean;
  /** Takes its sizes away for a reason. */
  refuse(error: Error, clock: number): void;
}

/** The rule by which a wire follows from its inputs. */
export interface Rule {
  readonly name: string;
  readonly kernel: Kernel;
  /** The way in which the register is written; whole and always if left out. */
  readonly write?: Write | undefined;
  /** The numbers that its first input must have, where they enter a frame unchanged; see `inDomain`. */
  readonly domain?: Domain | undefined;
  /** The output's shape; asked with names when a node is built and with sizes in a pass. */
  shape(inputs: readonly Shape[]): Shape;
  /** Gives sizes their one form, if the shape composes names; see `normalShape`. */
  readonly normal?:
    | ((subject: string, shape: Shape, inputs?: readonly { readonly shape: Shape }[]) => Shape)
    | undefined;
}

/** The inputs that count in a frame: of the two arms of a mode only one is built. */
export function inputsOf<W extends Wire>(wire: W, training: boolean): W['inputs'] {
  if (wire.rule?.kernel.kind === 'mode') return [wire.inputs[training ? 0 : 1]!];
  return wire.inputs;
}

/** Returns true if a wire reads the value of an input, not just its shape. */
export function needsValue(wire: Wire, position: number): boolean {
  const kernel = wire.rule!.kernel;
  return !('shapeOnly' in kernel && kernel.shapeOnly?.includes(position));
}

/** The numbers that an elementwise formula is computed in: integers and flags go through float64. */
export function precisionOf(wire: Wire): 'float32' | 'float64' {
  const dtypes = [wire.dtype, ...wire.inputs.map(input => input.dtype)];
  const single = dtypes.includes('float32') && dtypes.every(dtype => dtype === 'float32' || dtype === 'bool');
  return single ? 'float32' : 'float64';
}

/** The way in which a step writes a register that does not take the whole value of its rule in every step. */
export interface Write {
  /** The position of an input of the rule, a flag: where it is false the register stays as it was. */
  readonly when?: number | undefined;
  readonly rows?: RowWrite | undefined;
}

/** The rows of a register that a rule's value is. */
interface RowWrite {
  readonly axis: number;
  /** The position of the input of the rule that says which they are; −1 is none. */
  readonly at: number;
  /** Copies them into the elements of the register. It cannot fail: the places were checked when they were computed. */
  readonly copy: (to: TypedArray, sizes: Sizes, rows: TypedArray, at: TypedArray) => void;
}

/** The numbers that a computation can take, such as labels from 0 to 1. */
export interface Domain {
  /** The least of them; −∞ is not one. */
  readonly least?: number;
  /** The largest of them; ∞ is not one. */
  readonly most?: number;
  /** One more number, which may be outside of that range: that of a label to ignore. */
  readonly except?: number | undefined;
  /** The computation, such as a loss or a model, for errors. */
  readonly of: string;
  /** The fix to try for another number. */
  readonly advice: string;
}

/** Returns true for a number of a domain. NaN and infinite numbers are in none. */
export function isInside(
  { least = -Number.MAX_VALUE, most = Number.MAX_VALUE, except }: Domain,
  value: number,
): boolean {
  return (value >= least && value <= most) || value === except;
}

/** Returns what a domain requires, in words. */
export function requirementOf({ least, most, of }: Domain): string {
  if (least !== undefined && most !== undefined) return `must be from ${least} to ${most} for ${of}`;
  return least === undefined ? `must be at most ${most} for ${of}` : `must be at least ${least} for ${of}`;
}
