import * as graph from '@thalweg/graph';
import { gradient, type Node } from '@thalweg/graph';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperator, OnnxOperators } from '../call/onnx-operator.ts';
import { channelsLast } from './axes.ts';
import { listed } from './elements.ts';

const add = graph.add as (a: Node, b: Node) => Node;

const sub = graph.sub as (a: Node, b: Node) => Node;

const mul = graph.mul as (a: Node, b: Node | number) => Node;

/** What a rule knows: the learning rate and the number of the step. */
interface Step {
  readonly call: OnnxCall;
  readonly rate: Node;
  readonly step: Node;
}

/** The next value of a parameter, and those of its memories. */
type Rule = (step: Step, gradient: Node, x: Node, memories: readonly Node[]) => readonly Node[];

/** A rule for any number of parameters: all of them come first, then all gradients, then each of the memories. */
const optimizer =
  (memories: number, rule: Rule): OnnxOperator =>
  call => {
    const count = (call.inputs.length - 2) / (2 + memories);
    const group = (kind: number, n: number): Node => call.input(2 + kind * count + n);
    const updated = listed(count, n => {
      const x = group(0, n);
      const decayed = add(group(1, n), mul(x, call.real('norm_coefficient', 0)));
      const kept = listed(memories, memory => group(2 + memory, n));
      return rule({ call, rate: call.input(0), step: call.input(1) }, decayed, x, kept);
    });
    return listed(1 + memories, kind => updated.map(values => values[kind]!)).flat();
  };

const momentum: Rule = ({ call, rate, step }, g, x, [v]) => {
  const beta = graph.where(graph.greater(step, 0), graph.constant(call.real('beta', 1)), 1) as Node;
  const velocity = add(mul(v!, call.real('alpha', 0)), mul(g, beta));
  const ahead = call.text('mode', 'standard') === 'nesterov' ? add(g, mul(velocity, call.real('alpha', 0))) : velocity;
  return [sub(x, mul(ahead, rate)), velocity];
};

const adagrad: Rule = ({ call, rate, step }, g, x, [h]) => {
  const decay = add(mul(graph.cast(step, 'float32'), call.real('decay_factor', 0)), graph.constant(1) as Node);
  const squares = add(h!, graph.square(g));
  const divisor = graph.add(graph.sqrt(squares), call.real('epsilon', 1e-6)) as Node;
  return [sub(x, mul(graph.div(g, divisor) as Node, graph.div(rate, decay) as Node)), squares];
};

const adam: Rule = ({ call, rate, step }, g, x, [v, h]) => {
  const [alpha, beta] = [call.real('alpha', 0.9), call.real('beta', 0.999)];
  const mean = add(mul(v!, alpha), mul(g, 1 - alpha));
  const squares = add(mul(h!, beta), mul(graph.square(g), 1 - beta));
  const unbiased = (decay: number): Node => graph.sub(1, graph.pow(decay, graph.cast(step, 'float32'))) as Node;
  const late = graph.greater(step, 0) as Node;
  const corrected = graph.where(late, mul(rate, graph.div(graph.sqrt(unbiased(beta)), unbiased(alpha)) as Node), rate);
  const divisor = graph.add(graph.sqrt(squares), call.real('epsilon', 1e-6)) as Node;
  return [sub(x, mul(graph.div(mean, divisor) as Node, corrected as Node)), mean, squares];
};

/** OnnxOperators that train. */
export const trainingOperators: OnnxOperators = {
  'ai.onnx.preview.training.Momentum': optimizer(1, momentum),
  'ai.onnx.preview.training.Adagrad': optimizer(1, adagrad),
  'ai.onnx.preview.training.Adam': optimizer(2, adam),
  'ai.onnx.preview.training.Gradient': call =>
    call.all().map(x => gradient(call.named(call.text('y', '')) as never, x) as Node),
};

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
