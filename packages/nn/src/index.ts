export { elu, gelu, leakyRelu, relu, sigmoid, silu, softmax, softplus, tanh } from './activations.ts';
export { dense, type DenseOptions } from './dense.ts';
export { dropout, type DropoutOptions } from './dropout.ts';
export { embedding, type EmbeddingOptions } from './embedding.ts';
export { glorotUniform, heNormal, lecunNormal, ones, zeros, type Initializer } from './initializer.ts';
export type { SameShapeLayer, WithLast } from './layer.ts';
export { meanSquaredError } from './mean-squared-error.ts';
export { sigmoidCrossEntropy } from './sigmoid-cross-entropy.ts';
export { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
