/** A reason why ONNX cannot say what a node computes. */
export class Inexpressible extends Error {}
