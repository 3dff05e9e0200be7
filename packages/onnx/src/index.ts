export { exportOnnx, type ExportOptions } from './export/export-onnx.ts';
export { importOnnx, type ImportOnnxOptions, type OnnxModel } from './import/import-onnx.ts';
export type { Trainable } from './import/initializers.ts';
export type { OnnxCall, OnnxInputs } from './import/onnx-call.ts';
export { OnnxError } from './import/onnx-error.ts';
export type { OnnxOperator, OnnxOperators } from './import/onnx-operator.ts';
export { onnxOperators } from './import/onnx-operators.ts';
export type { OnnxProblem } from './import/onnx-problem.ts';
