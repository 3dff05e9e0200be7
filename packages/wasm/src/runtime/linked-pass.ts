import type { Slot } from '@thalweg/graph/engine';
import type { AddressTable } from './address-table.ts';

/** A compiled pass whose functions can be called, and all that they find in the table of addresses. */
export interface LinkedPass extends EntryPoints {
  /** The numbers that functions find in the table. */
  readonly sizeArguments: readonly number[];
  /** The pass as other threads have it, if there are any. */
  readonly shared: SharedPass | undefined;
  /** The slots that have their own storage. */
  readonly stored: readonly Slot[];
  /** The table of addresses, which it shares with other executables. */
  readonly arena: AddressTable;
  /** Registers that are written in their own buffers: by the slot, the source. */
  readonly inPlace: ReadonlyMap<Slot, Slot>;
  /** The addresses of values that only compiled code reads; several have the same one, one after another. */
  readonly temporary: ReadonlyMap<Slot, number>;
  /** The addresses of values in the bodies of scans, with their entries in the table. */
  readonly placed: readonly (readonly [place: number, address: number])[];
  /** The bytes of the temporary buffers. */
  readonly temporaryBytes: number;
  /** Memory to give back: addresses with their numbers of bytes. */
  readonly reserved: readonly (readonly [address: number, bytes: number])[];
}

/** The functions of a compiled pass. */
export interface EntryPoints {
  /** Called one after another in each pass; what they throw ends it. */
  readonly calls: readonly (() => void)[];
  /** Called before them in the first pass: all that follows from constants and sizes. */
  readonly once: readonly (() => void)[];
  /** Pack right factors that have changed. */
  readonly packs: readonly { readonly right: Pick<PackedRight, 'slot' | 'version'>; readonly pack: () => void }[];
  /** Takes a step for each of so many rows; there only if all of a step is compiled. */
  readonly steps: ((rows: number) => void) | undefined;
}

/** A compiled pass that the workers of other threads have. */
export interface SharedPass {
  /** Calls the workers to the next pass. */
  readonly call: () => void;
  /** Lets them rest after the pass. */
  readonly rest: () => void;
  /** Makes them drop the pass. */
  readonly end: () => void;
}

/** The right factor of products, in panels: packed when its value has changed, and not in each pass. */
export interface PackedRight {
  readonly slot: Slot;
  /** The entry of the slot in the table of addresses. */
  readonly place: number;
  readonly transposed: boolean;
  /** The columns of the factor: the elements of one slot may be read under several shapes. */
  readonly columns: number;
  readonly address: number;
  readonly bytes: number;
  /** The version of the value that was packed last. */
  version: number | undefined;
}

/** Ends a pass; the interpreter takes it again and finds out why. */
export function fail(): never {
  throw new Error('The pass failed in compiled code.');
}

/** Returns a function that calls some others in turn; the only one itself. */
export function inTurn(calls: readonly (() => void)[]): () => void {
  return calls.length === 1
    ? calls[0]!
    : () => {
        for (const call of calls) call();
      };
}
