import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import * as nn from '@thalweg/nn';
import type { OnnxCall } from '../onnx-call.ts';
import type { Operators } from '../operator.ts';
import { channelsLast } from './channels-last.ts';

/** Options of our losses; the mean of ONNX is that by the weights of the classes. */
function optionsOf(call: OnnxCall): nn.LabelLossOptions {
  const reduction = call.text('reduction', 'mean');
  return {
    reduction: reduction === 'mean' ? 'weightedMean' : (reduction as 'sum' | 'none'),
    classWeights: call.numbers(2),
    ignore: call.has('ignore_index') ? call.integer('ignore_index', 0) : undefined,
  };
}

/** The classes are the second axis. */
function negativeLogLikelihood(call: OnnxCall): Node {
  return nn.negativeLogLikelihood(
    call.input(1) as never,
    optionsOf(call),
  )(channelsLast(call.input(0)) as never) as Node;
}

function softmaxCrossEntropy(call: OnnxCall): readonly Node[] {
  const logits = channelsLast(call.input(0)) as never;
  const loss = nn.softmaxCrossEntropy(call.input(1) as never, optionsOf(call))(logits);
  return [loss as Node, graph.logSoftmax(call.input(0), 1)];
}

/** Without training, all elements stay; the second output says so. */
function dropout(call: OnnxCall): readonly Node[] {
  call.refuse('random numbers that the model seeds', (call.numbers(2)?.[0] ?? 0) !== 0 && (call.numbers(1)?.[0] ?? 0.5) !== 0);
  const x = call.input(0);
  return [nn.dropout(0.5)(x), graph.full(x.shape, true) as Node];
} // prettier-ignore

/** Losses, and what only trains. */
export const lossOperators: Operators = {
  SoftmaxCrossEntropyLoss: softmaxCrossEntropy,
  NegativeLogLikelihoodLoss: negativeLogLikelihood,
  Dropout: dropout,
};
