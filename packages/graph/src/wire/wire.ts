import type { DType, Shape } from '@thalweg/tensor';
import type { Cell } from './cell.ts';
import type { Kernel } from './kernel.ts';
import type { Write } from './write.ts';

/** What a frame needs to know of a node. */
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
  /** The element that stands for nothing where values of a source are filled up. */
  readonly padding?: number | undefined;
  /** A register that an optimizer may write: a parameter, unlike a state. */
  readonly trainable?: boolean | undefined;
  /** The register that takes this wire's value when a step commits. */
  readonly register?: Wire | undefined;
}

/** How a wire follows from its inputs. */
export interface Rule {
  readonly name: string;
  readonly kernel: Kernel;
  /** How the register is written that takes the value; as it is if left out. */
  readonly write?: Write | undefined;
  /** The output's shape; asked with names when a node is built and with sizes in a pass. */
  shape(inputs: readonly Shape[]): Shape;
}
