import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import type { OnnxCall } from '../onnx-call.ts';
import type { OnnxOperators } from '../onnx-operator.ts';
import { channelsLast } from './channels-last.ts';

const mul = graph.mul as (a: Node, b: Node) => Node;

/** The negative logarithms of the labels' probabilities, by the weights of their classes; the classes are the last axis. */
function lossOf(call: OnnxCall, logarithms: Node): Node {
  const labels = call.input(1);
  const ignored = call.has('ignore_index') ? call.integer('ignore_index', 0) : undefined;
  const counts = ignored === undefined ? undefined : (graph.notEqual(labels, ignored) as Node);
  const at = counts === undefined ? labels : (graph.where(counts, labels, 0) as Node);
  const picked = graph.takeAlong(logarithms, graph.expandDims(at, { axes: -1 }) as Node, { axis: -1 });
  const losses = graph.neg(graph.squeeze(picked, { axes: [-1] }) as Node);
  const byClass = call.inputs[2] === undefined ? undefined : (graph.gather(call.inputs[2], at) as Node);
  const weights = weighted(byClass, counts, losses);
  const weightedLosses = weights === undefined ? losses : mul(losses, weights);
  const reduction = call.text('reduction', 'mean');
  if (reduction === 'none') return weightedLosses;
  if (reduction === 'sum') return graph.sum(weightedLosses) as Node;
  return (weights === undefined ? graph.mean(losses) : graph.div(graph.sum(weightedLosses), graph.sum(weights))) as Node;
} // prettier-ignore

/** The weight of each label; nothing if all are 1. */
function weighted(byClass: Node | undefined, counts: Node | undefined, losses: Node): Node | undefined {
  if (counts === undefined) return byClass;
  const flags = graph.cast(counts, losses.dtype);
  return byClass === undefined ? flags : mul(byClass, flags);
}

/** The classes are the second axis. */
function softmaxCrossEntropy(call: OnnxCall): readonly Node[] {
  const logarithms = graph.logSoftmax(call.input(0), 1);
  return [lossOf(call, channelsLast(logarithms)), logarithms];
}

/** Without training, all elements stay; the second output says so. */
function dropout(call: OnnxCall): readonly Node[] {
  const draws = call.inputs[2] !== undefined && call.numbers(2)?.[0] !== 0 && (call.numbers(1)?.[0] ?? 0.5) !== 0;
  call.refuse('random numbers that the model seeds', draws);
  const x = call.input(0);
  return [x, graph.full(x.shape, true, { like: x }) as Node];
}

/** Losses, and what only trains. */
export const lossOperators: OnnxOperators = {
  SoftmaxCrossEntropyLoss: softmaxCrossEntropy,
  NegativeLogLikelihoodLoss: call => lossOf(call, channelsLast(call.input(0))),
  Dropout: dropout,
};
