import type { Node } from '@thalweg/graph';
import type { OnnxCall } from './onnx-call.ts';

/** An operator of ONNX by our operations: its outputs, the later of which may be left out. */
export type Operator = (call: OnnxCall) => Node | readonly (Node | undefined)[];

/** Operators by the names that ONNX has for them. */
export type Operators = Readonly<Record<string, Operator>>;
