import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import * as nn from '@thalweg/nn';
import { sizeOf, tensor, type Sizes } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { Operators } from '../operator.ts';
import { channelsLast } from './channels-last.ts';

/** The mean over all places; the classes are the second axis. */
function softmaxCrossEntropy(call: OnnxCall): readonly Node[] {
  const mean = call.text('reduction', 'mean') === 'mean';
  call.refuse('losses that are weighted, masked or not averaged', !mean || call.inputs[2] !== undefined || call.has('ignore_index'));
  const logits = channelsLast(call.input(0));
  const classes = logits.shape.at(-1) as number;
  const count = sizeOf(logits.shape as Sizes) / classes;
  const rows = graph.reshape(logits, [count, classes]);
  const labels = graph.reshape(call.input(1), [count]);
  return [nn.softmaxCrossEntropy(labels as never)(rows as never) as Node, graph.logSoftmax(call.input(0), 1)];
} // prettier-ignore

/** Without training, all elements stay; the second output says so. */
function dropout(call: OnnxCall): readonly Node[] {
  call.refuse('random numbers that the model seeds', (call.numbers(2)?.[0] ?? 0) !== 0 && (call.numbers(1)?.[0] ?? 0.5) !== 0);
  const x = call.input(0);
  const kept = constant(tensor(new Array<number>(sizeOf(x.shape as Sizes)).fill(1), { shape: x.shape as Sizes, dtype: 'bool' }));
  return [nn.dropout(0.5)(x), kept as Node];
} // prettier-ignore

/** Losses, and what only trains. */
export const lossOperators: Operators = { SoftmaxCrossEntropyLoss: softmaxCrossEntropy, Dropout: dropout };
