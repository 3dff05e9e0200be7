import * as graph from '@thalweg/graph';
import { printShape, sameShape } from '@thalweg/tensor';
import { constant, matmul, type Node, read, scan, sigmoid, slice, stack, tanh, transpose } from '@thalweg/graph';
import { isSetting, notKnown, sourcesOf } from '../call/not-offered.ts';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperators } from '../call/onnx-operator.ts';
import { isConstant } from '../call/size-arithmetic.ts';
import { fixedSize, listed } from './shapes.ts';

/** The activations that the cells have, by the number of their gates. */
const USUAL: Readonly<Record<number, readonly string[]>> = {
  1: ['tanh'],
  3: ['sigmoid', 'tanh'],
  4: ['sigmoid', 'tanh', 'tanh'],
};

function refuseVariants(call: OnnxCall, gates: number): void {
  call.refuse('bounds within cells, and coupled gates', call.has('clip') || call.integer('input_forget', 0) === 1);
  const [names, usual] = [call.texts('activations') ?? [], USUAL[gates]!];
  const isUsual = names.every((name, n) => name.toLowerCase() === usual[n % usual.length]);
  call.refuse('activations of cells that are not the usual', !isUsual);
}

/** A recurrent operator, by a cell for each direction. The carries of its cells have the names in their order. */
function alongTime(call: OnnxCall, gates: number, carries: readonly string[], makeCell: CellMaker): readonly Node[] {
  refuseVariants(call, gates);
  const batchFirst = call.integer('layout', 0) === 1;
  const turned = (x: Node): Node => (batchFirst ? (transpose(x, [1, 0, 2]) as Node) : x);
  const x = turned(call.input(0));
  const direction = call.text('direction', 'forward');
  const mask = maskOf(x, call.inputs[4]);
  const runs = (direction === 'bidirectional' ? [false, true] : [direction === 'reverse']).map((reverse, d) => {
    const cell = makeCell(weightsOf(call, gates, d), call);
    const init = beginning(call, x, carries, given => at(turned(given), d));
    return scan(cell as never, x, { axis: 0, init: init as never, reverse, mask }) as never as Ran;
  });
  const last = carries.map(name => turned(stack(runs.map(({ carry }) => carry[name]!)) as Node));
  const all = stack(runs.map(({ output }) => output), { axis: 1 }) as Node;
  return [batchFirst ? (transpose(all, [2, 0, 1, 3]) as Node) : all, ...last];
} // prettier-ignore

interface Ran {
  readonly carry: Readonly<Record<string, Node>>;
  readonly output: Node;
}

/** The steps that sequences of some lengths have. */
function maskOf(x: Node, lengths: Node | undefined): Node | undefined {
  if (lengths === undefined) return undefined;
  const [time] = x.shape;
  const steps = typeof time === 'string' ? graph.arange(time, { like: x }) : graph.arange(time!);
  return graph.less(graph.expandDims(steps as Node, { axes: 1 }) as Node, lengths) as Node;
}

/** The part of an input for a direction. */
function at(x: Node, d: number): Node {
  return graph.gather(x, constant(d, { dtype: 'int32' })) as Node;
}

/** The carries before the first step: as given, or zeros. */
function beginning(call: OnnxCall, x: Node, carries: readonly string[], own: (given: Node) => Node): Readonly<Record<string, Node>> {
  const zeros = graph.full([x.shape[1]!, call.integer('hidden_size', 0)], 0, { like: x }) as Node;
  return Object.fromEntries(carries.map((name, n) => {
    const given = call.inputs[5 + n];
    return [name, given === undefined ? zeros : own(given)];
  }));
} // prettier-ignore

function weightsOf(call: OnnxCall, gates: number, d: number): CellWeights {
  const units = call.integer('hidden_size', 0);
  const [bias, peepholes] = [call.inputs[3], call.inputs[7]];
  const [w, r] = [call.input(1), call.input(2)].map(each => transpose(at(each, d), [1, 0]) as Node) as [Node, Node];
  call.refuse('weights of another size than the units say', fixedSize(w, 1) !== gates * units || units === 0);
  const half = (n: number): Node | undefined =>
    bias === undefined
      ? undefined
      : (graph.slice(at(bias, d), { axis: 0, from: n * gates * units, to: (n + 1) * gates * units }) as Node);
  return { units, w, r, inputBias: half(0), recurrentBias: half(1), peepholes: peepholes && at(peepholes, d) };
}

/** Recurrent layers. */
export const recurrentOperators: OnnxOperators = {
  RNN: call => alongTime(call, 1, ['h'], rnnOf),
  GRU: call => alongTime(call, 3, ['h'], gruOf),
  LSTM: call => alongTime(call, 4, ['h', 'c'], lstmOf),
};

/** The weights of all gates of a cell, beside each other in ONNX's order. */
interface CellWeights {
  readonly units: number;
  readonly w: Node;
  readonly r: Node;
  readonly inputBias: Node | undefined;
  readonly recurrentBias: Node | undefined;
  readonly peepholes: Node | undefined;
}

/** The values that a cell carries from step to step. */
type Carry = Readonly<Record<string, Node>>;

/** A cell for `scan`, whose output is its carry h. */
type Cell = (carry: Carry, x: Node) => { readonly carry: Carry; readonly output: Node };

/** Makes the cell of one direction. */
type CellMaker = (weights: CellWeights, call: OnnxCall) => Cell;

const add = graph.add as (a: Node, b: Node) => Node;

const mul = graph.mul as (a: Node, b: Node) => Node;

function gateOf(all: Node, gate: number, units: number): Node {
  return slice(all, { axis: -1, from: gate * units, to: (gate + 1) * units }) as Node;
}

function product(x: Node, w: Node, bias: Node | undefined): Node {
  const found = matmul(x, w as never) as Node;
  return bias === undefined ? found : add(found, bias);
}

/** Returns the parts of the gates that come from the input, and from the carry. */
function sums({ w, r, inputBias, recurrentBias }: CellWeights, h: Node, x: Node): readonly [Node, Node] {
  return [product(x, w, inputBias), product(h, r, recurrentBias)];
}

/** `h = tanh(x·W + b + h·U + c)` */
const rnnOf: CellMaker = weights => (carry, x) => {
  const h = tanh(add(...sums(weights, carry['h']!, x)));
  return { carry: { h }, output: h };
};

/** The gates in the order z, r, n. The new part of the carry resets after its product, or before it if the model says nothing. */
const gruOf: CellMaker = (weights, call) => {
  const late = call.integer('linear_before_reset', 0) === 1;
  const { units, r: u, recurrentBias } = weights;
  return (carry, x) => {
    const h = carry['h']!;
    const [fromInput, fromCarry] = sums(weights, h, x);
    const gate = (all: Node, n: number): Node => gateOf(all, n, units);
    const [z, r] = [0, 1].map(n => sigmoid(add(gate(fromInput, n), gate(fromCarry, n)))) as [Node, Node];
    const before = (): Node =>
      product(mul(r, h), gate(u, 2), recurrentBias === undefined ? undefined : gate(recurrentBias, 2));
    const n = tanh(add(gate(fromInput, 2), late ? mul(r, gate(fromCarry, 2)) : before()));
    const next = add(mul(graph.sub(1, z) as Node, n), mul(z, h));
    return { carry: { h: next }, output: next };
  };
};

/** The gates in the order i, o, f, g. With peepholes i and f see the memory before the step, and o that after it. */
const lstmOf: CellMaker = weights => {
  const { units, peepholes } = weights;
  return (carry, x) => {
    const c = carry['c']!;
    const gates = add(...sums(weights, carry['h']!, x));
    const seen = (gate: number, memory: Node): Node => {
      const own = gateOf(gates, gate, units);
      return peepholes === undefined ? own : add(own, mul(gateOf(peepholes, gate, units), memory));
    };
    const [i, f] = [sigmoid(seen(0, c)), sigmoid(seen(2, c))];
    const memory = add(mul(f, c), mul(i, tanh(gateOf(gates, 3, units))));
    const next = mul(sigmoid(seen(1, memory)), tanh(memory));
    return { carry: { h: next, c: memory }, output: next };
  };
};

/** A flag that is known when the circuit is built. */
function isTrue(x: Node, what: string): boolean {
  if (isConstant(x)) return read(x).data[0] !== 0;
  throw notKnown(x, what);
}

/** Operations that refuse some values: indices past the end, and matrices without an inverse. */
const choosy = new Set(['gather', 'takeAlong', 'scatter', 'scatterAlong', 'scatterRows', 'oneHot', 'cholesky', 'solve', 'triangularSolve', 'inverse', 'logDeterminant']); // prettier-ignore

/**
 * The branch of a condition that is known when the model is built, as those about shapes are. One that data decides has both, and picks
 * between their values: so both must have the same shapes, and neither may fail.
 */
function chosen(call: OnnxCall): readonly Node[] {
  const [holds, branches] = [call.input(0), ['then_branch', 'else_branch'] as const];
  if (isConstant(holds) || sourcesOf(holds).inputs.every(isSetting))
    return call.graph(isTrue(holds, 'its condition') ? branches[0] : branches[1])([]);
  const [then, other] = branches.map(name => call.graph(name)([])) as unknown as [readonly Node[], readonly Node[]];
  const flag = graph.reshape(holds, []) as Node;
  return then.map((value, n) => {
    const otherwise = other[n];
    const isSame =
      otherwise !== undefined && sameShape(value.shape, otherwise.shape) && value.dtype === otherwise.dtype;
    call.refuse(`branches of one shape and dtype, as its condition is computed, not ${printShape(value.shape)} and ${printShape(otherwise?.shape ?? [])}`, !isSame); // prettier-ignore
    const failing = failsIn(call, [value, otherwise!]);
    call.refuse(`a condition that is computed, as a branch may fail (${failing})`, failing !== undefined);
    return graph.where(flag, value, otherwise!) as Node;
  });
}

/** The name of an operation of branches that some values make fail; nothing if there is none. */
function failsIn(call: OnnxCall, outputs: readonly Node[]): string | undefined {
  const seen = new Set(outputs);
  for (const node of seen) {
    if (call.isAround(node)) continue;
    const { name = '' } = node.operation ?? {};
    if (choosy.has(name) && node.inputs.slice(1).some(one => !isConstant(one))) return name;
    node.inputs.forEach(input => seen.add(input));
  }
  return undefined;
}

/** A loop with as many turns as are known when the model is built, one after another. */
function unrolled(call: OnnxCall): readonly Node[] {
  const [most, body] = [call.numbers(0)?.[0] ?? Infinity, call.graph('body')];
  let goesOn = call.inputs[1] ?? (constant([1], { dtype: 'bool' }) as Node);
  let carried: readonly Node[] = call.inputs.slice(2) as Node[];
  const turns: (readonly Node[])[] = [];
  while (turns.length < most && isTrue(goesOn, 'its condition')) {
    call.limit('turns of a loop', turns.length + 1, 4096);
    const turn = constant(turns.length, { dtype: 'int32' }) as Node;
    const [next, ...outputs] = body([turn, goesOn, ...carried]);
    goesOn = next!;
    carried = outputs.slice(0, carried.length);
    turns.push(outputs.slice(carried.length));
  }
  call.refuse('a loop without a turn', turns.length === 0);
  return [...carried, ...turns[0]!.map((_, n) => graph.stack(turns.map(turn => turn[n]!)) as Node)];
}

/** The axes and directions of the values that a scan runs along, or puts out. */
interface Along {
  readonly axes: readonly number[];
  readonly isBackward: readonly boolean[];
}

function alongOf(call: OnnxCall, kind: 'input' | 'output', values: readonly Node[]): Along {
  const axes = call.integers(`scan_${kind}_axes`) ?? values.map(() => 0);
  const old = kind === 'input' ? call.integers('directions') : undefined;
  const directions = call.integers(`scan_${kind}_directions`) ?? old ?? values.map(() => 0);
  return { axes: values.map((x, n) => ((axes[n] ?? 0) + x.shape.length) % x.shape.length), isBackward: values.map((_, n) => directions[n] === 1) };
} // prettier-ignore

/** A value with an axis in the place of another one, perhaps from its end on. */
function placed(x: Node, [from, to]: readonly [number, number], isBackward: boolean): Node {
  const order = x.shape.map((_, axis) => axis);
  order.splice(to, 0, ...order.splice(from, 1));
  const moved = from === to ? x : (graph.transpose(x, order) as Node);
  return isBackward ? (graph.flip(moved, { axes: [to] }) as Node) : moved;
}

/** A scan along the first axes, or those of attributes. */
function scanned(call: OnnxCall): readonly Node[] {
  const [body, count] = [call.graph('body'), call.integer('num_scan_inputs', 1)];
  // Before opset 9 the first input was lengths of sequences.
  const first = call.opset < 9 ? 1 : 0;
  const inputs = call.inputs.slice(first).map((_, place) => call.input(first + place));
  call.refuse('scans without a value to run along', count < 1 || count > inputs.length);
  const run = (given: readonly Node[]): readonly Node[] => {
    const xs = given.slice(-count);
    const along = alongOf(call, 'input', xs);
    const turned = xs.map((x, n) => placed(x, [along.axes[n]!, 0], along.isBackward[n]!));
    const init = Object.fromEntries(given.slice(0, -count).map((one, n) => [`state${n}`, one]));
    const cell = (carry: Record<string, Node>, steps: readonly Node[]): never => {
      const outputs = body([...Object.values(carry), ...steps]);
      const states = Object.keys(init).map((name, n) => [name, outputs[n]!] as const);
      return { carry: Object.fromEntries(states), output: outputs.slice(states.length) } as never;
    };
    const ran: unknown = scan(cell as never, turned, { axis: 0, init: init as never });
    const { carry, output } = ran as { readonly carry: Record<string, Node>; readonly output: readonly Node[] };
    const out = alongOf(call, 'output', output);
    return [...Object.values(carry), ...output.map((y, n) => placed(y, [0, out.axes[n]!], out.isBackward[n]!))];
  };
  if (call.opset >= 9) return run(inputs);
  // Before, each value had a first axis, of examples.
  const count8 = fixedSize(inputs[0]!, 0);
  call.limit('examples of an old scan', count8, 1024);
  const examples = listed(count8, n => run(inputs.map(x => graph.gather(x, constant(n, { dtype: 'int32' })) as Node)));
  return examples[0]!.map((_, n) => graph.stack(examples.map(outputs => outputs[n]!)) as Node);
}

/** Operators with their own graphs, and those of optional values. */
export const controlOperators: OnnxOperators = {
  If: chosen,
  Loop: unrolled,
  Scan: scanned,
  OptionalHasElement: call => constant(call.inputs[0] === undefined ? 0 : 1, { dtype: 'bool' }) as Node,
  OptionalGetElement: call => call.input(0),
};

/** How often a gram is in each row, with as many places between its words as are allowed. */
function countOf(rows: Node, gram: readonly number[], skips: number): Node {
  const time = fixedSize(rows, 1);
  const distances = gram.length === 1 ? [1] : listed(skips + 1, skip => skip + 1);
  const counts = distances.flatMap(distance => {
    const places = time - (gram.length - 1) * distance;
    if (places < 1) return [];
    const hits = gram.map((word, n) => {
      const words = graph.slice(rows, { axis: 1, from: n * distance, to: n * distance + places });
      return graph.cast(graph.equal(words as Node, word as never) as Node, 'float32');
    });
    return [
      graph.sum(
        hits.reduce((all, hit) => graph.mul(all, hit) as Node),
        { axes: [1] },
      ) as Node,
    ];
  });
  if (counts.length > 0) return counts.reduce((sum, count) => add(sum, count));
  return graph.full([rows.shape[0]!], 0, { like: rows, dtype: 'float32' }) as Node;
}

/** The grams of a call: their words, and the place of each in the output. */
function gramsOf(call: OnnxCall): readonly (readonly [words: readonly number[], place: number])[] {
  const [pool, starts, places] = [call.required('pool_int64s', 99), call.required('ngram_counts', 99), call.required('ngram_indexes', 99)];
  const [least, most] = [call.integer('min_gram_length', 1), call.integer('max_gram_length', 1)];
  let seen = 0;
  return starts.flatMap((start, n) => {
    const length = n + 1;
    const end = starts[n + 1] ?? pool.length;
    const grams = listed((end - start) / length, gram => {
      const from = start + gram * length;
      return [pool.slice(from, from + length), places[seen++]!] as const;
    });
    return length < least || length > most ? [] : grams;
  });
} // prettier-ignore

/** The number of times that each gram of a pool is in each row of whole numbers. */
function countedGrams(call: OnnxCall): Node {
  call.refuse('grams of text', call.has('pool_strings'));
  call.refuse('weighted counts of grams', call.text('mode', 'TF') !== 'TF');
  const x = call.input(0);
  const rows = x.shape.length === 1 ? (graph.reshape(x, [1, x.shape[0]!]) as Node) : x;
  const zeros = graph.full([rows.shape[0]!], 0, { like: rows, dtype: 'float32' }) as Node;
  const size = call.required('ngram_indexes', 99).reduce((most, place) => Math.max(most, place), 0) + 1;
  call.limit('grams', size, 4096);
  const columns = new Array<Node>(size).fill(zeros);
  for (const [gram, place] of gramsOf(call)) columns[place] = countOf(rows, gram, call.integer('max_skip_count', 0));
  const counts = graph.stack(columns, { axis: 1 }) as Node;
  return x.shape.length === 1 ? (graph.reshape(counts, [columns.length]) as Node) : counts;
}

/** OnnxOperators of words. */
export const textOperators: OnnxOperators = { TfIdfVectorizer: countedGrams };
