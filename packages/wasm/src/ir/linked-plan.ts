import type { Slot } from '@thalweg/graph/engine';
import type { AddressTable } from './address-table.ts';
import type { EntryPoints } from './entry-points.ts';
import type { SharedPlan } from './shared-plan.ts';

/** A plan whose functions can be called, and all that they find in the table of addresses. */
export interface LinkedPlan extends EntryPoints {
  /** The numbers that functions find in the table. */
  readonly sizeArguments: readonly number[];
  /** The plan as other threads have it, if there are any. */
  readonly shared: SharedPlan | undefined;
  /** The slots that have their own storage. */
  readonly stored: readonly Slot[];
  /** The table of addresses, which it shares with other plans. */
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
