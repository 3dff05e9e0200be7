import type { Loops, LoopName, Wire } from '@thalweg/graph/engine';
import type { Emission } from '../emission.ts';

/** Writes the operators of a loop, and returns the name of their result. */
export type LoopWriter<L extends LoopName> = (emission: Emission, wire: Wire, parameters: Loops[L]) => string;

/** A writer for each kind of loop that ONNX can say. */
export type LoopWriters = { readonly [L in LoopName]?: LoopWriter<L> };
