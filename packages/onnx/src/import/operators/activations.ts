import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import type { OnnxCall } from '../onnx-call.ts';
import type { OnnxOperators } from '../onnx-operator.ts';
import { one, type Binary } from './arity.ts';

const add = graph.add as Binary;
const mul = graph.mul as Binary;
const sub = graph.sub as Binary;

/** Values nearer to 0 by the bias, and 0 within a bound. */
function shrunk(call: OnnxCall): Node {
  const [x, bound, bias] = [call.input(0), call.real('lambd', 0.5), call.real('bias', 0)];
  const lower = graph.where(graph.less(x, -bound), add(x, bias), 0) as Node;
  return graph.where(graph.greater(x, bound), sub(x, bias), lower) as Node;
}

/** Old models have a slope for each channel, the second axis. */
function leaky(call: OnnxCall): Node {
  const [x, slope] = [call.input(0), call.input(1)];
  const old = call.opset < 7 && slope.shape[0] !== 1;
  const slopes = old ? graph.reshape(slope, [slope.shape[0]!, ...x.shape.slice(2).map(() => 1)]) : slope;
  return graph.prelu(x, slopes) as Node;
}

/** Ours has the two numbers of its paper. */
function selu(call: OnnxCall): Node {
  if (!call.has('alpha') && !call.has('gamma')) return graph.selu(call.input(0));
  const [alpha, gamma] = [call.real('alpha', 1.673_263_2), call.real('gamma', 1.050_701)];
  return mul(graph.elu(call.input(0), { alpha }), gamma);
}

/** Activations. */
export const activationOperators: OnnxOperators = {
  Relu: one(graph.relu),
  Sigmoid: one(graph.sigmoid),
  Softplus: one(graph.softplus),
  Softsign: one(graph.softsign),
  Tanh: one(graph.tanh),
  Shrink: shrunk,
  'ai.onnx.ml.Binarizer': call =>
    graph.cast(graph.greater(call.input(0), call.real('threshold', 0)) as Node, call.input(0).dtype),
  Elu: call => graph.elu(call.input(0), { alpha: call.real('alpha', 1) }),
  Selu: selu,
  Celu: call => graph.celu(call.input(0), { alpha: call.real('alpha', 1) }),
  Gelu: call => graph.gelu(call.input(0), call.text('approximate', 'none') === 'tanh' ? { approximate: 'tanh' } : {}),
  LeakyRelu: call => graph.leakyRelu(call.input(0), { slope: call.real('alpha', 0.01) }),
  PRelu: leaky,
  ThresholdedRelu: call => {
    const x = call.input(0);
    return graph.where(graph.greater(x, call.real('alpha', 1)), x, 0) as Node;
  },
  HardSigmoid: call => {
    const slope = mul(call.input(0), call.real('alpha', 0.2));
    return graph.clip(add(slope, call.real('beta', 0.5)), { min: 0, max: 1 });
  },
  HardSwish: one(graph.hardSwish),
  Mish: one(graph.mish),
};
