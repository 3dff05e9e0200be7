import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import { TensorProto_DataType as Type } from 'onnx-buf';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperators } from '../call/onnx-operator.ts';
import { axisFromStart, fixedSize } from './shapes.ts';

/** The least and the largest number of the dtypes that are quantised to. */
const ranges: Readonly<Partial<Record<number, readonly [number, number]>>> = {
  [Type.UINT8]: [0, 255],
  [Type.INT8]: [-128, 127],
  [Type.UINT16]: [0, 65_535],
  [Type.INT16]: [-32_768, 32_767],
};

/** A scale or a zero point in the form of what it scales: one number, one for each place of an axis, or one for each block. */
function spread(call: OnnxCall, place: number): Node {
  const [x, values] = [call.input(0), call.input(place)];
  if (values.shape.every(size => size === 1)) return graph.reshape(values, []) as Node;
  const axis = axisFromStart(call.integer('axis', 1), x.shape.length);
  if (values.shape.length === 1) {
    const sizes = x.shape.map((_, n) => (n === axis ? values.shape[0]! : 1));
    return graph.reshape(values, sizes) as Node;
  }
  const times = call.integer('block_size', 0);
  const isBlocked = times > 0 && times * fixedSize(values, axis) === fixedSize(x, axis);
  call.refuse('scales of another shape than their axis', !isBlocked);
  return graph.repeat(values, { axis, times }) as Node;
}

/** `(x − zero)·scale` */
function dequantized(call: OnnxCall): Node {
  const [x, scale] = [call.input(0), spread(call, 1)];
  // What is quantised here is whole already: gradients go on through it.
  const whole = x.operation?.name === 'cast' && x.inputs[0]!.dtype === scale.dtype ? (x.inputs[0] as Node) : graph.cast(x, scale.dtype);
  const centered = call.inputs[2] === undefined ? whole : graph.sub(whole, graph.cast(spread(call, 2), scale.dtype));
  return graph.mul(centered, scale) as Node;
} // prettier-ignore

/** `x/scale + zero`, rounded and within the range of its dtype. The gradient is that without the rounding. */
function quantized(call: OnnxCall): Node {
  const type = call.integer('output_dtype', 0) || (call.inputs[2] === undefined ? Type.UINT8 : call.typeOf(2));
  const range = ranges[type ?? 0];
  call.refuse('quantising to dtypes other than int8, uint8, int16 and uint16', range === undefined);
  const [min, max] = range!;
  const scaled = graph.div(call.input(0), spread(call, 1)) as Node;
  const rest = graph.stopGradient(graph.sub(graph.round(scaled), scaled) as Node);
  const rounded = graph.add(scaled, rest) as Node;
  const moved = call.inputs[2] === undefined ? rounded : (graph.add(rounded, graph.cast(spread(call, 2), rounded.dtype)) as Node);
  return graph.cast(graph.clip(moved, { min, max }), 'int32');
} // prettier-ignore

/** Operators that store floats as whole numbers. */
export const quantizingOperators: OnnxOperators = { DequantizeLinear: dequantized, QuantizeLinear: quantized };
