import { digest, type Fingerprint } from './description.ts';

/** The name of the section of a module that its manifest is in. */
export const SECTION = 'thalweg';

/** The number of the format of manifests, and of the modules that go with them. */
export const FORMAT = 1;

/** The plans of a precompiled module: all that running them needs besides the code. */
export interface Manifest {
  readonly format: number;
  /** The version of the compiler: another one may compute the same operations in another order. */
  readonly version: string;
  readonly groups: readonly PlanGroup[];
  readonly plans: readonly PlanManifest[];
  /** The digest of all of the above: a manifest that is damaged, or was edited, has another. */
  readonly seal: string;
}

/** Returns the digest of a manifest: one that is damaged, or was edited by hand, has another. */
export function sealOf({ seal: _, ...manifest }: Omit<Manifest, 'seal'> & { readonly seal?: unknown }): string {
  return digest(JSON.stringify(manifest));
}

/** Plans for the same graph, at several sizes, which share functions and a block of memory. */
export interface PlanGroup {
  /** The bytes of the block: the table of addresses, temporary values, packed factors, and memory to work in. */
  readonly bytes: number;
  /** The numbers of slots and of outputs that have addresses in the table. */
  readonly slots: number;
  readonly outputs: number;
}

/** A function that the module exports, by its number, or −1 less the number of the slot that is interpreted in its place. */
export type EntryNumber = number;

/**
 * A plan. Slots have numbers, the sources first, then the others in their order. Addresses count from the start of the block.
 */
export interface PlanManifest {
  readonly name: string;
  /** The values that are fed, by name with their sizes, and the names of those that are asked for. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly observed: readonly string[];
  /** The operations that the interpreter computes in between. */
  readonly interpreted: readonly string[];
  readonly group: number;
  readonly fingerprint: Fingerprint;
  readonly stored: readonly number[];
  /** Slots with the registers in whose buffers they are written. */
  readonly inPlace: readonly (readonly [slot: number, register: number])[];
  readonly temporary: readonly (readonly [slot: number, address: number])[];
  readonly placed: readonly (readonly [place: number, address: number])[];
  /** The numbers that code finds in the table, and how many addresses are in each. */
  readonly sizeArguments: readonly number[];
  readonly addresses: readonly number[];
  readonly once: readonly EntryNumber[];
  readonly calls: readonly EntryNumber[];
  readonly packs: readonly (readonly [slot: number, entry: number])[];
  /** The function that takes steps for rows; −1 if there is none. */
  readonly steps: number;
}
