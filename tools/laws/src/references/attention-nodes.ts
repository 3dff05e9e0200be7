import { readFileSync } from 'node:fs';
import {
  add,
  constant,
  gelu,
  gradient,
  input,
  mul,
  type Node,
  parameter,
  type Parameter,
  parametersOf,
  relu,
  sin,
  square,
  sum,
} from '@thalweg/graph';
import { attention, multiHeadAttention, rotary, sinusoidalPositions, transformerBlock } from '@thalweg/nn';
import { type DType, type Sizes, tensor, type Tensor } from '@thalweg/tensor';
import type { Pair } from '../compiled/runs.ts';
import type { ReferenceValue } from './distance.ts';
import { numbersOf } from './numbers-of.ts';

type Scalar = Node<readonly []>;

/** Options for building the nodes of a row. */
export interface AttentionBuild {
  readonly dtype: DType;
  /** True for inputs whose batch and time have names, and their sizes in a pass only. */
  readonly named?: boolean;
}

/** The output of a row, its gradients and second derivatives by all values, and what a pass is fed. */
export interface AttentionNodes {
  readonly outputs: readonly Node[];
  readonly feeds: readonly Pair[];
}

const FIRST_SEED = 10;

const UPSTREAM = 3;

const MASK = 8;

/** Builds what a row has numbers of. */
export function attentionNodes(row: AttentionRow, { dtype, named = false }: AttentionBuild): AttentionNodes {
  const feeds: [Node, Tensor][] = [];
  const source = (name: string, value: Tensor, shape: readonly (number | string)[]): Node => {
    if (!named) return (name === 'mask' || name === 'upstream' ? constant(value) : parameter(value)) as Node;
    const made = input(name, shape, value.dtype as 'float32') as Node;
    feeds.push([made, value]);
    return made;
  };
  const inputs = row.values.flatMap(([name, shape], n) =>
    name.includes('/')
      ? []
      : [[name, source(name, numbersOf(shape, FIRST_SEED + n, dtype), namesOf(row, name, shape))] as const],
  );
  const of = Object.fromEntries(inputs) as Readonly<Record<string, Node>>;
  const mask = row.mask === null ? undefined : source('mask', maskOf(row.mask), namesOf(row, 'mask', row.mask));
  const y = applied(row, of, mask);
  const owned = new Map(parametersOf(y).map(one => [one.name.replace(/^\w+[./]/, ''), one as Parameter]));
  const learned = row.values.flatMap(([name, shape], n) => {
    if (!name.includes('/')) return [];
    const halves = numbersOf(shape, FIRST_SEED + n, dtype).data.map(value => value / 2);
    owned.get(name)!.set(tensor(halves, { shape }) as never);
    return [owned.get(name) as unknown as Node];
  });
  const upstream = source('upstream', numbersOf(row.shape, UPSTREAM, dtype), y.shape);
  const values = [...inputs.map(([, node]) => node), ...learned];
  return { outputs: derived(y, upstream, values), feeds: feeds as unknown as readonly Pair[] };
}

function derived(y: Node, upstream: Node, values: readonly Node[]): Node[] {
  const [linear, bent] = [mul(y, upstream), mul(sin(y), upstream)].map(each => sum(each) as Scalar);
  const slopes = values.map(node => sum(square(gradient(bent!, node) as Node)) as Node);
  const energy = mul(
    slopes.reduce((total, one) => add(total, one) as Node),
    0.5,
  ) as Scalar;
  return [y, ...[linear!, energy].flatMap(loss => values.map(node => gradient(loss, node) as Node))];
}

function applied({ layer, heads, options }: AttentionRow, of: Readonly<Record<string, Node>>, mask?: Node): Node {
  const { activation, rotary: turns, ...others } = options;
  const seen = { ...others, ...(mask && { mask }) };
  if (layer === 'attention') return attention(of['q']!, of['k']!, of['v']!, seen) as Node;
  if (layer === 'rotary') return rotary()(of['x']!);
  if (layer === 'sinusoidalPositions') return sinusoidalPositions()(of['x']!);
  if (layer === 'transformerBlock')
    return transformerBlock(heads!, { ...seen, activation: activation === 'gelu' ? gelu : relu })(of['x']!);
  const { memory } = of;
  const given = { ...seen, ...(memory && { memory }), ...(turns === true && { positions: rotary() }) };
  return multiHeadAttention(heads!, given)(of['x']!);
}

/** A mask by the formula of the reference: it leaves a third of the keys, and some queries see none. */
export function maskOf(shape: Sizes): Tensor {
  const data = Uint8Array.from(numbersOf(shape, MASK).data, value => Number((1024 * value) % 3 === 0));
  return tensor(data, { shape, dtype: 'bool' });
}

/** The shape of an input with names for the batch and for the time, of queries or of keys; a size of 1 of a mask broadcasts. */
function namesOf({ layer, values }: AttentionRow, name: string, shape: Sizes): readonly (number | string)[] {
  const inputs = values.filter(([each]) => !each.includes('/')).map(([, sizes]) => sizes);
  const [first] = inputs as [Sizes, ...Sizes[]];
  const keys = inputs.some(sizes => sizes.at(-2) !== first.at(-2)) ? 'keys' : 'time';
  const isOfKeys = layer !== 'attention' && shape.length < first.length;
  const ofMask = isOfKeys ? [keys] : ['time', keys];
  const ofValue = [inputs[0] === shape ? 'time' : keys, shape.at(-1)!];
  const last = name === 'mask' ? ofMask : ofValue;
  const lead = shape.slice(0, -last.length).map((size, axis) => (axis === 0 ? 'batch' : size));
  return [...lead, ...last].map((called, axis) => (name === 'mask' && shape[axis] === 1 ? 1 : called));
}

/** The options of a row that are not those of the layer of that name. */
interface AttentionRowOptions {
  readonly causal?: boolean;
  readonly rotary?: boolean;
  readonly bias?: boolean;
  readonly hidden?: number;
  readonly norm?: 'first' | 'last';
  readonly activation?: 'relu' | 'gelu';
}

/** PyTorch’s numbers of attention; see `tools/laws/reference/attention.py`. */
export interface AttentionRow {
  readonly layer: 'attention' | 'multiHeadAttention' | 'transformerBlock' | 'sinusoidalPositions' | 'rotary';
  readonly heads?: number;
  readonly options: AttentionRowOptions;
  /** The shape of a mask, if there is one. */
  readonly mask: Sizes | null;
  /** The inputs and the parameters, by name. */
  readonly values: readonly (readonly [name: string, shape: Sizes])[];
  readonly shape: Sizes;
  readonly output: ReferenceValue;
  /** The gradients of sum(output · upstream), by each value. */
  readonly gradients: readonly ReferenceValue[];
  /** Those of ½·Σ|∂L/∂value|², where L = sum(sin(output) · upstream). */
  readonly second: readonly ReferenceValue[];
}

/** All rows of the reference. */
export function attentionRows(): AttentionRow[] {
  const file = new URL('../../reference/attention.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as AttentionRow[];
}
