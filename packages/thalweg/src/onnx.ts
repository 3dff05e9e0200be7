export * from '@thalweg/onnx';
