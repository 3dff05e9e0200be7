import { readFileSync } from 'node:fs';
import {
  add,
  constant,
  gradient,
  input,
  mul,
  type Node,
  parameter,
  type Parameter,
  type Runner,
  sin,
  square,
  sum,
} from '@thalweg/graph';
import * as nn from '@thalweg/nn';
import type { RecurrentLayer } from '@thalweg/nn';
import { type DType, type Sizes, tensor, type Tensor } from '@thalweg/tensor';
import { expect } from 'vitest';
import { type Pair, passOnce } from '../compiled/runs.ts';
import { numbersOf } from './numbers-of.ts';
import { type ReferenceValue, shareOff } from './distance.ts';

const FIRST_SEED = 200;

const BOUNDS = { float64: 1e-9, float32: 1e-4 } as const;

/** A build in one of the dtypes that have a bound. */
export type BoundedBuild = RecurrentBuild & { readonly dtype: keyof typeof BOUNDS };

/** The title of a row’s test. */
export function titleOf({ layer, x, units, options, valid }: RecurrentRow, number: number): string {
  return `${layer} ${x.join('×')} to ${units} ${JSON.stringify({ ...options, valid })}, row ${number}`;
}

/** The results of a row in one pass. */
export function computed(row: RecurrentRow, build: RecurrentBuild, runner?: Runner): readonly Tensor[] {
  const { outputs, feeds } = recurrentNodes(row, build);
  return passOnce({ outputs, ...(runner && { runner }) }, ...feeds);
}

/** Holds values against the numbers of a row. */
export function expectReference(row: RecurrentRow, found: readonly Tensor[], dtype: keyof typeof BOUNDS): void {
  const wanted: readonly ShapedValue[] = [...row.values, ...row.gradients, ...row.second];
  expect(found.map(value => value.shape)).toEqual(wanted.map(({ shape }) => shape));
  found.forEach((value, n) => {
    expect(shareOff(value, wanted[n]!, FIRST_SEED), `value ${n}`).toBeLessThanOrEqual(BOUNDS[dtype]);
  });
}

/** Holds what the interpreter makes of a row against its numbers. */
export function agrees(row: RecurrentRow, build: BoundedBuild): void {
  expectReference(row, computed(row, build), build.dtype);
}

type Scalar = Node<readonly []>;

type Layer = RecurrentLayer<Readonly<Record<string, Node>>>;

/** Options for building the nodes of a row. */
interface RecurrentBuild {
  readonly dtype: DType;
  /** True for an input whose batch and time have names, and their sizes in a pass only. */
  readonly named?: boolean;
}

/** The values of a row, its gradients and second derivatives, and what a pass is fed. */
interface RecurrentNodes {
  readonly outputs: readonly Node[];
  readonly feeds: readonly Pair[];
}

const FIRST_UPSTREAM = 100;

const carried = { rnn: ['h'], gru: ['h'], lstm: ['h', 'c'], lru: ['re', 'im'] } as const;

const gated = ['inputWeight', 'recurrentWeight', 'inputBias', 'recurrentBias'];

const linear = ['nuLog', 'thetaLog', 'gammaLog', 'inputRe', 'inputIm', 'outputRe', 'outputIm', 'skip'];

/** Builds what a row has numbers of. */
function recurrentNodes(row: RecurrentRow, { dtype, named = false }: RecurrentBuild): RecurrentNodes {
  const feeds: [Node, Tensor][] = [];
  const source = (name: string, value: Tensor, names: readonly string[]): Node => {
    if (!named) return parameter(value) as Node;
    const node = input(name, [...names, ...value.shape.slice(names.length)], value.dtype as 'float32') as Node;
    feeds.push([node, value]);
    return node;
  };
  const x = source('x', numbersOf(row.x, 0, dtype), ['batch', 'time']);
  const inits = carriesOf(row, n => source(`init${n}`, numbersOf(row.sizes[n]!, n, dtype), ['batch']));
  const mask = row.valid && (named ? source('mask', validSteps(row), ['batch', 'time']) : constant(validSteps(row)));
  const options = { ...row.options, init: inits.length === 0 ? undefined : inits, mask };
  const make = nn[row.layer] as unknown as (units: number, options: object) => Layer;
  const layer = make(row.units, options);
  const { output, last, carries } = layer.withCarry(x);
  const given = inits.flatMap(carry => Object.values(carry));
  const parameters = setParameters(row, layer.cells, 1 + given.length, dtype);
  const values = [output, last, ...carries.flatMap(carry => Object.values(carry))];
  const upstreams = values.map((value, n) => {
    const numbers = numbersOf(row.values[n]!.shape, FIRST_UPSTREAM + n, dtype);
    return named ? upstreamOf(value, numbers, n, feeds) : (constant(numbers) as Node);
  });
  const wanted = [x, ...given, ...parameters];
  return { outputs: [...values, ...derived(values, upstreams, wanted)], feeds: feeds as unknown as readonly Pair[] };
}

function upstreamOf({ shape }: Node, numbers: Tensor, n: number, feeds: [Node, Tensor][]): Node {
  const node = input(`upstream${n}`, shape, numbers.dtype as 'float32') as Node;
  feeds.push([node, numbers]);
  return node;
}

/** The gradients of a loss, and those of half the squares of the gradients of another one. */
function derived(values: readonly Node[], upstreams: readonly Node[], wanted: readonly Node[]): Node[] {
  const total = (terms: readonly Node[]): Scalar => terms.reduce((all, one) => add(all, one) as Node) as Scalar;
  const loss = (of: (value: Node) => Node): Scalar =>
    total(values.map((value, n) => sum(mul(of(value), upstreams[n]!) as Node) as Node));
  const [straight, bent] = [loss(value => value), loss(value => sin(value) as Node)];
  const slopes = wanted.map(node => sum(square(gradient(bent, node) as Node) as Node) as Node);
  const energy = mul(total(slopes), 0.5) as Scalar;
  return [straight, energy].flatMap(of => wanted.map(node => gradient(of, node) as Node));
}

/** The carries to begin with, cell by cell; none if the layer begins with zeros. */
function carriesOf({ layer, options }: RecurrentRow, make: (n: number) => Node): Record<string, Node>[] {
  if (options.init !== true) return [];
  const cells = (options.layers ?? 1) * (options.bidirectional === true ? 2 : 1);
  const parts = carried[layer];
  return Array.from({ length: cells }, (_, cell) =>
    Object.fromEntries(parts.map((part, n) => [part, make(1 + cell * parts.length + n)])),
  );
}

/** Sets the parameters of all cells, and returns them. */
function setParameters({ layer, sizes }: RecurrentRow, cells: Layer['cells'], first: number, dtype: DType): Node[] {
  const parts = layer === 'lru' ? linear : gated;
  const parameters = cells.flatMap(cell =>
    parts.flatMap(part => (cell as unknown as Record<string, Node>)[part] ?? []),
  );
  for (const [n, one] of parameters.entries()) {
    const numbers = numbersOf(sizes[first + n]!, first + n, dtype);
    const halved = tensor(numbers.data.map(value => value / 2) as Float64Array, { shape: numbers.shape });
    (one as Parameter).set(halved as never);
  }
  return parameters;
}

function validSteps({ x: [batch, time], valid }: RecurrentRow): Tensor {
  const steps = valid!.flatMap(one =>
    typeof one === 'number' ? Array.from({ length: time }, (_, t) => t < one) : one,
  );
  return tensor(Uint8Array.from(steps, Number), { shape: [batch, time], dtype: 'bool' });
}

/** A value with its shape; its inner products are those with `numbersOf(shape, seed)` for the seeds from 200. */
type ShapedValue = ReferenceValue & { readonly shape: Sizes };

/** PyTorch’s numbers of a recurrent layer; see `tools/laws/reference/recurrent.py`. */
export interface RecurrentRow {
  readonly layer: 'rnn' | 'gru' | 'lstm' | 'lru';
  /** Options of the layer; `init` is true where the first sources after the input are the carries to begin with. */
  readonly options: {
    readonly layers?: number;
    readonly bidirectional?: boolean;
    readonly reverse?: boolean;
    readonly bias?: boolean;
    readonly activation?: 'tanh' | 'relu';
    readonly width?: number;
    readonly init?: boolean;
  };
  readonly x: readonly [batch: number, time: number, inputs: number];
  readonly units: number;
  /** The number of valid steps of each sequence, or its steps as true and false. */
  readonly valid?: readonly number[] | readonly (readonly boolean[])[];
  /** The shapes of the input, the carries to begin with, and the parameters: source n is `numbersOf(shape, n)`, parameters halved. */
  readonly sizes: readonly Sizes[];
  /** The output, the last output, and the carries after the last step. */
  readonly values: readonly ShapedValue[];
  readonly gradients: readonly ShapedValue[];
  readonly second: readonly ShapedValue[];
}

/** All rows of the reference. */
export function recurrentRows(): RecurrentRow[] {
  const file = new URL('../../reference/recurrent.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as RecurrentRow[];
}
