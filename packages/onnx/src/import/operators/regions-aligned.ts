import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import type { OnnxCall } from '../onnx-call.ts';
import { channelsLast, channelsSecond } from './channels-last.ts';
import { sampled } from './sampled.ts';
import { fixedSize, sizesOf } from './sizes-of.ts';
import { listed } from './listed.ts';

const add = graph.add as (a: Node, b: Node | number) => Node;
const mul = graph.mul as (a: Node, b: Node | number) => Node;

/** Ends of regions along one axis, `[regions, 1]` each, and the number of cells and of samples in each cell. */
interface Span {
  readonly from: Node;
  readonly to: Node;
  readonly cells: number;
  readonly ratio: number;
  /** The least length of a region. */
  readonly least: number;
}

/** The places of all samples along one axis, `[regions, cells·ratio]`. */
function samplesAlong({ from, to, cells, ratio, least }: Span): Node {
  const count = cells * ratio;
  const length = graph.maximum(graph.sub(to, from) as Node, least) as Node;
  return add(from, mul(length, constant(listed(count, n => (n + 0.5) / count)) as Node));
}

/** 1 where places are on an axis, or not more than one element beside it; else 0. */
function isOn(places: Node, size: number): Node {
  const flags = graph.logicalAnd(graph.greaterEqual(places, -1) as Node, graph.lessEqual(places, size) as Node);
  return graph.cast(flags as Node, 'float32');
}

/** The mean of samples between the elements of an image, or the largest, in each cell of a grid over a region of it. */
export function regionsAligned(call: OnnxCall): Node {
  const [ratio, mean] = [call.integer('sampling_ratio', 0), call.text('mode', 'avg') === 'avg'];
  call.refuse('as many samples as a region has elements', ratio === 0);
  const images = graph.gather(channelsLast(call.input(0)), call.input(2)) as Node;
  const centers = call.opset >= 16 && call.text('coordinate_transformation_mode', 'half_pixel') === 'half_pixel';
  const bounds = add(mul(call.input(1), call.real('spatial_scale', 1)), centers ? -0.5 : 0);
  const bound = (n: number): Node => graph.slice(bounds, { axis: 1, from: n, to: n + 1 }) as Node;
  const least = centers ? -Infinity : 1;
  const rows = samplesAlong({ from: bound(1), to: bound(3), cells: call.integer('output_height', 1), ratio, least });
  const columns = samplesAlong({ from: bound(0), to: bound(2), cells: call.integer('output_width', 1), ratio, least });
  const grid = graph.full([fixedSize(rows, 1), fixedSize(columns, 1)], 0) as Node;
  const along = [graph.expandDims(rows, { axes: 2 }) as Node, graph.expandDims(columns, { axes: 1 }) as Node];
  const places = along.map(each => add(each, grid));
  // The largest of ONNX is that of all neighbours by their weights.
  const join = (mean ? graph.add : graph.maximum) as (a: Node, b: Node) => Node;
  const found = sampled(images, places, { mode: 'linear', around: 'border', join });
  const [, height, width] = sizesOf(images) as [number, number, number];
  const counts = graph.expandDims(mul(isOn(places[0]!, height), isOn(places[1]!, width)), { axes: -1 }) as Node;
  const pool = (mean ? graph.averagePool : graph.maxPool) as (x: Node, size: number) => Node;
  return channelsSecond(pool(mul(found, counts), ratio));
}
