import type { DType, Shape, TypedArray } from '@thalweg/tensor';

/** A node of a description, by its number. */
export interface NodeReference {
  readonly node: number;
}

/** A value of an argument: plain, with references to nodes in it. */
export type Argument =
  | null
  | boolean
  | number
  | string
  | NodeReference
  | readonly Argument[]
  | { readonly [name: string]: Argument };

interface Described {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** An input of the model. */
export interface InputEntry extends Described {
  readonly kind: 'input';
  readonly name: string;
  readonly unique?: true;
  readonly padding?: number;
}

/** A parameter or a state: `key` names its value among the tensors beside the description. */
export interface RegisterEntry extends Described {
  readonly kind: 'parameter' | 'state';
  readonly key: string;
  readonly name: string;
}

export interface ConstantEntry extends Described {
  readonly kind: 'constant';
  readonly data: TypedArray;
}

/** A call of an operation. `digest` is of what it computes: of its kernel, its shape and its dtype. */
export interface CallEntry {
  readonly kind: 'call';
  readonly operation: string;
  readonly args: readonly Argument[];
  readonly digest: string;
}

/** A rule: a register takes the value of a node when a step commits. */
export interface RuleEntry {
  readonly kind: 'becomes';
  readonly register: number;
  readonly next: number;
}

/** A value that stands for one step of a scan. */
export interface PlaceholderEntry extends Described {
  readonly kind: 'carry' | 'slice' | 'capture';
  /** Its number among those of its kind. */
  readonly of: number;
  readonly name: string;
}

/** A scan: nodes outside by their numbers, and its cell with its own numbers. */
export interface ScanEntry {
  readonly kind: 'scan';
  readonly init: readonly number[];
  readonly xs: readonly number[];
  readonly captures: readonly number[];
  readonly body: readonly NodeEntry[];
  /** The next value of each carry, and the values that are put out at each step, as numbers in the body. */
  readonly next: readonly number[];
  readonly outputs: readonly number[];
  readonly reverse: boolean;
  readonly recomputes: boolean;
}

/** One of the results of a scan: the last value of a carry, or an output of all steps. */
export interface PartEntry {
  readonly kind: 'part';
  readonly scan: number;
  readonly result: 'last' | 'output';
  readonly of: number;
}

/** A node, whose number is its position in the list: it refers to earlier ones only. */
export type NodeEntry =
  | InputEntry
  | RegisterEntry
  | ConstantEntry
  | CallEntry
  | RuleEntry
  | PlaceholderEntry
  | ScanEntry
  | PartEntry;

/** A graph as plain data: calls of operations, inputs first. Typed arrays stand for the elements of constants. */
export interface GraphDescription {
  readonly nodes: readonly NodeEntry[];
  /** The numbers of its results, by name. */
  readonly outputs: Readonly<Record<string, number>>;
}

/** The operations that a description may call, by name: functions of nodes and plain values. */
export type OperationTable = Readonly<Record<string, (...args: never[]) => unknown>>;
