import * as graph from '@thalweg/graph';
import { gradient, type Node, pad, Register, slice } from '@thalweg/graph';
import { count, withRules } from '@thalweg/graph/author';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperator, OnnxOperators } from '../call/onnx-operator.ts';
import { channelsLast, channelsSecond, fixedSize, listed } from './shapes.ts';
import type { WindowAxis } from './windows.ts';

const add = graph.add as (a: Node, b: Node | number) => Node;

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

/** Operators that train. */
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

/** The mean, which is subtracted, and the root of the variance, the divisor. */
interface Moments {
  readonly mean: Node;
  readonly deviation: Node;
}

function momentsOver(x: Node, axes: readonly number[], epsilon: number): Moments {
  const over = { axes, keep: true };
  const mean = graph.mean(x, over) as Node;
  return { mean, deviation: graph.sqrt(add(graph.variance(x, over) as Node, epsilon)) };
}

const standardized = (x: Node, { mean, deviation }: Moments): Node => graph.div(sub(x, mean), deviation) as Node;

/** With a scale and an offset for each element of the last axes. */
function scaled(x: Node, scale: Node | undefined, offset: Node | undefined): Node {
  const y = scale === undefined ? x : mul(x, scale);
  return offset === undefined ? y : add(y, offset);
}

/** By running statistics. In training by those of the batch, which move the running ones, if the model says so or if its batch norms train. */
function batchNormalized(call: OnnxCall): Node | readonly Node[] {
  const x = channelsLast(call.input(0));
  const [scale, offset, mean, variance] = [1, 2, 3, 4].map(place => call.input(place)) as [Node, Node, Node, Node];
  const by = (center: Node, spread: Node): Node => {
    const deviation = graph.sqrt(add(spread, call.real('epsilon', 1e-5)));
    return channelsSecond(scaled(standardized(x, { mean: center, deviation }), scale, offset));
  };
  const inTraining = call.integer('training_mode', 0) === 1;
  if (!inTraining && !call.trainsNorms) return by(mean, variance);
  const axes = x.shape.map((_, axis) => axis).slice(0, -1);
  const [center, spread] = [graph.mean(x, { axes }) as Node, graph.variance(x, { axes }) as Node];
  const kept = call.real('momentum', 0.9);
  if (!call.trainsNorms) return [by(center, spread), movedTo(mean, center, kept), movedTo(variance, spread, kept)];
  const isKept = [mean, variance].every(one => one instanceof Register);
  call.refuse('batch norms that train on statistics which no state keeps', !isKept);
  const values = count(x, axes) as Node;
  const others = graph.sub(values, 1) as Node;
  // The running variance is the unbiased one, as in PyTorch; a single value has none.
  const unbiased = mul(spread, graph.div(values, others) as Node);
  const rules = [
    ruleOf(mean, movedTo(mean, center, kept), values),
    ruleOf(variance, movedTo(variance, unbiased, kept), others),
  ];
  const y = graph.whenTraining(by(withRules(center, ...rules), spread), by(mean, variance)) as Node;
  return inTraining ? [y, mean, variance] : y;
}

function movedTo(old: Node, now: Node, kept: number): Node {
  return add(mul(old, kept), mul(now, 1 - kept));
}

/** The rule of a running statistic, which stays as it is without values to estimate from. */
function ruleOf(register: Node, next: Node, values: Node): Node {
  const enough = graph.greater(values, graph.constant(0, { dtype: values.dtype })) as Node;
  const moved = graph.where(graph.broadcastLike(enough, register as never), next, register);
  return graph.becomes(register as never as Register, moved as never) as Node;
}

/** Values over a power of a sum of squares of their neighbours among the channels. */
function localResponse(call: OnnxCall): Node {
  const [x, size] = [call.input(0), call.integer('size', 1)];
  call.limit('neighbours', size, 1024);
  const before = Math.floor((size - 1) / 2);
  const window = { kernel: size, stride: 1, dilation: 1, before, after: size - 1 - before };
  const squares = elementsApart(graph.square(x), [window], { fill: 0, join: graph.add as never });
  const sums = add(mul(squares, call.real('alpha', 1e-4) / size), call.real('bias', 1));
  return graph.div(x, graph.pow(sums, call.real('beta', 0.75)) as Node) as Node;
}

/** All axes from one on are normalized together. */
function layerNormalized(call: OnnxCall): readonly Node[] {
  const x = call.input(0);
  const rank = x.shape.length;
  const axis = (call.integer('axis', -1) + rank) % rank;
  const moments = momentsOver(x, x.shape.map((_, n) => n).slice(axis), call.real('epsilon', 1e-5));
  const y = scaled(standardized(x, moments), call.input(1), call.inputs[2]);
  return [y, moments.mean, graph.reciprocal(moments.deviation)];
}

/** The channels of each group, and all places, are normalized together. */
function groupNormalized(call: OnnxCall, groups: number): Node {
  const x = call.input(0);
  const [batch, , ...places] = x.shape;
  const channels = fixedSize(x, 1);
  call.refuse('groups that do not divide the channels', !(channels % groups === 0));
  const apart = graph.reshape(x, [batch!, groups, channels / groups, ...places]) as Node;
  const axes = apart.shape.map((_, axis) => axis).slice(2);
  const y = graph.reshape(standardized(apart, momentsOver(apart, axes, call.real('epsilon', 1e-5))), x.shape) as Node;
  // Until opset 20 each group had a scale and an offset.
  const wide = (weight: Node): Node =>
    weight.shape[0] === channels ? weight : (graph.repeat(weight, { axis: 0, times: channels / groups }) as Node);
  return channelsSecond(scaled(channelsLast(y), wide(call.input(1)), wide(call.input(2))));
}

/** Normalizations. */
export const normOperators: OnnxOperators = {
  BatchNormalization: batchNormalized,
  LRN: localResponse,
  LayerNormalization: layerNormalized,
  GroupNormalization: call => groupNormalized(call, call.integer('num_groups', 1)),
  InstanceNormalization: call => groupNormalized(call, fixedSize(call.input(0), 1)),
};

/** The value around the input, and the function that joins two elements of a window. */
interface Joining {
  readonly fill: number;
  readonly join: (a: Node, b: Node) => Node;
}

/** Joins the elements of each window over the axes from the second on, axis by axis; elements may be apart. */
function elementsApart(x: Node, windows: readonly WindowAxis[], { fill, join }: Joining): Node {
  return windows.reduce((all, { kernel, stride, dilation, before, after }, n) => {
    const axis = n + 1;
    const padded = pad(all, { axis, before, after: Math.max(0, after), value: fill }) as Node;
    const last = fixedSize(padded, axis) - (kernel - 1) * dilation;
    const taps = listed(kernel, tap =>
      slice(padded, { axis, from: tap * dilation, to: tap * dilation + last, step: stride }),
    );
    return (taps as Node[]).reduce((all, tap) => join(all, tap));
  }, x);
}
