export { attention, type AttentionOptions } from './attention/attention.ts';
export {
  learnedPositions,
  type LearnedPositionsLayer,
  type LearnedPositionsOptions,
} from './attention/learned-positions.ts';
export {
  multiHeadAttention,
  type AttentionParameters,
  type MultiHeadAttentionLayer,
  type MultiHeadAttentionOptions,
} from './attention/multi-head-attention.ts';
export { rotary, type RotaryOptions } from './attention/rotary.ts';
export { sinusoidalPositions, type SinusoidalPositionsOptions } from './attention/sinusoidal-positions.ts';
export {
  transformerBlock,
  type TransformerBlock,
  type TransformerBlockOptions,
  type TransformerBlockParameters,
} from './attention/transformer-block.ts';
export {
  gelu,
  hardSigmoid,
  hardSwish,
  logSigmoid,
  mish,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  tanh,
} from './layers/activations.ts';
export { celu, elu, leakyRelu, relu, relu6, selu } from './layers/rectifiers.ts';
export { frozen, type FrozenOptions } from './layers/frozen.ts';
export { glu } from './layers/glu.ts';
export { lora, type LoraOptions } from './layers/lora.ts';
export { mergeLora } from './layers/merge-lora.ts';
export { prelu, type PreluOptions } from './layers/prelu.ts';
export { batchNorm, type BatchNormOptions } from './layers/batch-norm.ts';
export { concat, type ConcatOptions } from './layers/concat.ts';
export type { ConvLayer, ConvShape } from './layer-parts/conv-layer.ts';
export type { ConvParameters } from './layer-parts/convolution-layer.ts';
export type { ConvLayerOptions, ConvParameterOptions } from './layer-parts/conv-options.ts';
export { conv1d } from './layers/conv1d.ts';
export { conv2d } from './layers/conv2d.ts';
export { convTranspose2d } from './layers/conv-transpose2d.ts';
export { depthwiseConv2d, type DepthwiseConv2dOptions, type DepthwiseConvLayer } from './layers/depthwise-conv2d.ts';
export { dense, type DenseLayer, type DenseOptions, type DenseParameters } from './layers/dense.ts';
export { dropout, type DropoutOptions } from './layers/dropout.ts';
export { embedding, type EmbeddingLayer, type EmbeddingOptions } from './layers/embedding.ts';
export { flatten, type Flattened } from './layers/flatten.ts';
export { groupNorm, type GroupNormOptions } from './layers/group-norm.ts';
export { layerNorm, type LayerNormOptions } from './layers/layer-norm.ts';
export { averagePool, globalAveragePool, maxPool, upsample } from './layers/pools.ts';
export { reshape, type Reshaped } from './layers/reshape.ts';
export { rmsNorm, type RmsNormOptions } from './layers/rms-norm.ts';
export { residual, type ResidualOptions } from './layers/residual.ts';
export type { CellOptions } from './recurrent/cell-options.ts';
export type { CellParameters } from './recurrent/cell-parameters.ts';
export type { GatedCell } from './recurrent/gated-cell.ts';
export { gru, type GruOptions } from './recurrent/gru.ts';
export { gruCell, type GruCarry } from './recurrent/gru-cell.ts';
export { lru, type LruOptions } from './recurrent/lru.ts';
export { lruCell, type LruCarry, type LruCell, type LruCellOptions } from './recurrent/lru-cell.ts';
export type { LruParameters } from './recurrent/lru-parameters.ts';
export { lstm, type LstmOptions } from './recurrent/lstm.ts';
export { lstmCell, type LstmCarry, type LstmCellOptions } from './recurrent/lstm-cell.ts';
export type { RecurrentLayer, WithCarry } from './recurrent/recurrent-layer.ts';
export type { RecurrentOptions, StackedOptions, StatefulOptions } from './recurrent/recurrent-options.ts';
export type { RecurrentShape } from './recurrent/recurrent-shape.ts';
export { rnn, type RnnOptions } from './recurrent/rnn.ts';
export { setTorchState } from './recurrent/set-torch-state.ts';
export type { TorchLayer } from './recurrent/torch-names.ts';
export { torchState } from './recurrent/torch-state.ts';
export { rnnCell, type RnnCarry, type RnnCellOptions } from './recurrent/rnn-cell.ts';
export { named } from './layers/named.ts';
export { sequential } from './layers/sequential.ts';
export { gaussianDropout, type GaussianDropoutOptions } from './layers/gaussian-dropout.ts';
export { spatialDropout, type SpatialDropoutOptions } from './layers/spatial-dropout.ts';
export type { DropoutRate } from './layer-parts/dropout-rate.ts';
export {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  ones,
  zeros,
  type Initializer,
} from './initializers/initializer.ts';
export { orthogonal, type OrthogonalOptions } from './initializers/orthogonal.ts';
export { truncatedNormal, type TruncatedNormalOptions } from './initializers/truncated-normal.ts';
export { layerIdentity, type LayerIdentity, type LayerIdentityOptions } from './layer-parts/layer-identity.ts';
export type { Complex, LinearCell, Transition } from './recurrent/linear-cell.ts';
export { recurrent, type EventShape, type RecurrentEventOptions } from './recurrent/recurrent.ts';
export type { Carry, CellStep, RecurrentCell } from './recurrent/recurrent-cell.ts';
export type { RecordKeys } from './recurrent/record-keys.ts';
export type { SameShapeLayer, WithLast, Wrong } from './layer-parts/layer.ts';
export type { WeightSource } from './layer-parts/weight-source.ts';
export type { BinaryLossOptions } from './losses/binary-loss.ts';
export type { ClassWeights } from './losses/class-weights.ts';
export { contrastive, type ContrastiveOptions } from './losses/contrastive.ts';
export { cosineEmbeddingLoss, type CosineEmbeddingLossOptions } from './losses/cosine-embedding-loss.ts';
export type { CrossEntropy, LabelLoss, LossOf, Rows, VectorLoss } from './losses/loss-of.ts';
export {
  gaussianNegativeLogLikelihood,
  type GaussianNegativeLogLikelihoodOptions,
} from './losses/gaussian-negative-log-likelihood.ts';
export { hingeLoss } from './losses/hinge-loss.ts';
export { huber, type HuberOptions } from './losses/huber.ts';
export { infoNce, type InfoNceOptions } from './losses/info-nce.ts';
export { klDivergence, type KlDivergenceOptions } from './losses/kl-divergence.ts';
export type { LabelLossOptions } from './losses/label-loss.ts';
export { lossOperations } from './losses/loss-operations.ts';
export type { LossOptions, TargetLossOptions } from './losses/loss-options.ts';
export { meanAbsoluteError } from './losses/mean-absolute-error.ts';
export { meanSquaredError } from './losses/mean-squared-error.ts';
export { multiMargin, type MultiMarginOptions } from './losses/multi-margin.ts';
export { negativeLogLikelihood } from './losses/negative-log-likelihood.ts';
export {
  poissonNegativeLogLikelihood,
  type PoissonNegativeLogLikelihoodOptions,
} from './losses/poisson-negative-log-likelihood.ts';
export { quantileLoss, type QuantileLossOptions } from './losses/quantile-loss.ts';
export type { ReducedLoss, Reduction } from './losses/reduction.ts';
export { sigmoidCrossEntropy, type SigmoidCrossEntropyOptions } from './losses/sigmoid-cross-entropy.ts';
export { sigmoidFocal, type SigmoidFocalOptions } from './losses/sigmoid-focal.ts';
export { smoothL1, type SmoothL1Options } from './losses/smooth-l1.ts';
export { softmaxCrossEntropy, type SoftmaxCrossEntropyOptions } from './losses/softmax-cross-entropy.ts';
export { softmaxFocal, type SoftmaxFocalOptions } from './losses/softmax-focal.ts';
export { squaredHingeLoss } from './losses/squared-hinge-loss.ts';
export { tripletMargin, type TripletMarginOptions } from './losses/triplet-margin.ts';
