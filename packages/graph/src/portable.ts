// Graphs as data, as models save them.
export { describeGraph, type DescribedGraph } from './portable/describe-graph.ts';
export { buildGraph, type BuildOptions, type BuiltGraph } from './portable/build-graph.ts';
export { callOf } from './portable/calls.ts';
export { limitGraph, limitsOf } from './run/pass-limits.ts';
export type * from './portable/graph-description.ts';

// What saved graphs call that has no name of its own in the index: entries for a table of operations.
export { addAlong } from './operations/take-along.ts';
export { asDeclared, oneRecord, recalledImaginary, recalledReal, withRowsOf } from './operations/layers/sequences.ts';
export { atLeast, atMost } from './operations/clip.ts';
export { averagePoolBack } from './operations/average-pool.ts';
export { checkedRate } from './operations/layers/checked.ts';
export { convolutionInput, convolutionWeights } from './operations/windows/convolve.ts';
export { deviationsFrom } from './operations/reductions/moments.ts';
export { filled, positions, zerosAlong } from './operations/creation/filled.ts';
export { insertAxes, removeAxes } from './protocol/axes.ts';
export { mergeAxes, splitAxis, swapAxes } from './operations/movement/merge-axes.ts';
export { noiseCounter, uniformOf } from './operations/uniform-like.ts';
export { notEmpty } from './operations/order/quantiles-over.ts';
export { othersMultiplied } from './operations/prod.ts';
export { padLike, splitAt } from './operations/movement/parts-of-axis.ts';
export { pickMax, placeMax } from './operations/max-pool.ts';
export { recurrence } from './operations/reductions/recurrence.ts';
export { repeatOver } from './operations/reductions/sums-and-broadcasts.ts';
export { shareOf } from './operations/layers/normalization.ts';
export { solved } from './operations/linear-algebra/solved.ts';
export { transposedConvolution } from './operations/conv-transpose2d.ts';
export { upsampleBack, upsampleNearest } from './operations/upsample.ts';
