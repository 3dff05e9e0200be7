import type { DType, Shape, Sizes } from '@thalweg/tensor';
import type { Cell } from './cell.ts';
import type { Domain } from './domain.ts';
import type { Kernel } from './kernel.ts';
import type { Write } from './write.ts';

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
