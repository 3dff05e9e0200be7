import type { Node } from '@thalweg/graph';
import type { OnnxCall } from './onnx-call.ts';

/** Builds the outputs of an operator of ONNX; the later ones may be left out. */
export type OnnxOperator = (call: OnnxCall) => Node | readonly (Node | undefined)[];

/** Operators by the names that ONNX has for them. One of another domain than ONNX's own has the domain before it, as `ai.onnx.ml.Binarizer`. */
export type OnnxOperators = Readonly<Record<string, OnnxOperator>>;
