import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import * as nn from '@thalweg/nn';
import { sizeOf, tensor, type Sizes } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { Operators } from '../operator.ts';
import { channelsLast } from './channels-last.ts';

/** A loss for each place, of log probabilities whose classes are the second axis; weighted by class, and without those that are ignored. */
function negativeLogLikelihood(call: OnnxCall, logs: Node): Node {
  const rows = channelsLast(logs);
  const [places, classes] = [rows.shape.slice(0, -1) as Sizes, rows.shape.at(-1) as number];
  const [labels, weights] = [call.input(1), call.inputs[2] ?? constant(new Array<number>(classes).fill(1))];
  const counts = graph.notEqual(labels, call.has('ignore_index') ? call.integer('ignore_index', 0) : -1) as Node;
  const known = graph.where(counts, labels, 0) as Node;
  const weight = graph.where(counts, graph.gather(weights, known) as Node, 0) as Node;
  const found = graph.takeAlong(rows, graph.reshape(known, [...places, 1]) as Node, { axis: -1 }) as Node;
  const losses = graph.mul(weight, graph.neg(graph.reshape(found, places) as Node) as Node) as Node;
  const reduction = call.text('reduction', 'mean');
  if (reduction === 'none') return losses;
  const total = graph.sum(losses) as Node;
  return reduction === 'sum' ? total : (graph.div(total, graph.sum(weight) as Node) as Node);
}

function softmaxCrossEntropy(call: OnnxCall): readonly Node[] {
  const logs = graph.logSoftmax(call.input(0), 1);
  return [negativeLogLikelihood(call, logs), logs];
}

/** Without training, all elements stay; the second output says so. */
function dropout(call: OnnxCall): readonly Node[] {
  call.refuse('random numbers that the model seeds', (call.numbers(2)?.[0] ?? 0) !== 0 && (call.numbers(1)?.[0] ?? 0.5) !== 0);
  const x = call.input(0);
  const kept = constant(tensor(new Array<number>(sizeOf(x.shape as Sizes)).fill(1), { shape: x.shape as Sizes, dtype: 'bool' }));
  return [nn.dropout(0.5)(x), kept as Node];
} // prettier-ignore

/** Losses, and what only trains. */
export const lossOperators: Operators = {
  SoftmaxCrossEntropyLoss: softmaxCrossEntropy,
  NegativeLogLikelihoodLoss: call => negativeLogLikelihood(call, call.input(0)),
  Dropout: dropout,
};
