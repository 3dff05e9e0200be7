export { exportOnnx, type ExportOptions } from './export/export-onnx.ts';
export { importOnnx, type ImportOnnxOptions, type OnnxModel } from './import/import-onnx.ts';
export type { Trainable } from './import/initializers.ts';
export type { OnnxCall, OnnxInputs } from './import/call/onnx-call.ts';
export { OnnxError } from './import/call/onnx-error.ts';
export type { OnnxOperator, OnnxOperators } from './import/call/onnx-operator.ts';
export { onnxOperators } from './import/onnx-operators.ts';
export { onnxTensors, type OnnxTensor } from './import/onnx-tensors.ts';
export type { OnnxProblem } from './import/call/onnx-problem.ts';
