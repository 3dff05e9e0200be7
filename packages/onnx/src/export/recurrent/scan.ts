import {
  type ElementwiseKernel,
  type KnownLoop,
  type LoopBody,
  loopDemands,
  type LoopPart,
  type Wire,
} from '@thalweg/graph/wires';
import { Block, Names } from '../emission/block.ts';
import { Emission } from '../emission/emission.ts';
import { printedFormula } from '../emission/write-formula.ts';
import { type Entering, scanned, type WrittenBody } from '../loops/running.ts';

/** Writes wires into a graph, and gives them their names. */
type WriteWires = (emission: Emission, wires: readonly Wire[]) => void;

/** Writes a scan as far as some results of it are wanted, and gives these their names. `write` writes its body. */
export function scan(emission: Emission, wire: Wire, results: readonly Wire[], write: WriteWires): void {
  const parts = results.map(result => (result.operation!.kernel as KnownLoop<'scanPart'>).parameters);
  const written = new ScanWriter(emission, wire, parts);
  const found = written.write(write);
  results.forEach((result, n) => emission.set(result, found[written.placeOf(parts[n]!)]!));
}

class ScanWriter {
  readonly #emission: Emission;
  readonly #body: LoopBody;
  /** The inputs of the scan, by the sources of its body. */
  readonly #inputs: ReadonlyMap<Wire, Wire>;
  /** The numbers of the carries that are wanted. */
  readonly #carries: readonly number[];
  readonly #stacks: readonly Wire[];

  constructor(emission: Emission, wire: Wire, parts: readonly LoopPart[]) {
    this.#emission = emission;
    this.#body = (wire.operation!.kernel as KnownLoop<'scan'>).parameters;
    const { carries, slices, captures } = this.#body;
    this.#inputs = new Map([...carries, ...slices, ...captures].map((source, n) => [source as Wire, wire.inputs[n]!]));
    this.#carries = loopDemands(this.#body, parts).carries;
    this.#stacks = [...new Set(parts.flatMap(part => ('stack' in part ? [part.stack as Wire] : [])))];
  }

  /** The place of a part among the results. */
  placeOf(part: LoopPart): number {
    if ('last' in part) return this.#carries.indexOf(part.last);
    return this.#carries.length + this.#stacks.indexOf(part.stack as Wire);
  }

  /** Returns the last carries, and then the stacks. */
  write(writeWires: WriteWires): readonly string[] {
    const { slices, captures, next, reverse } = this.#body;
    const carries = this.#carries.map(number => this.#body.carries[number] as Wire);
    return scanned(this.#emission, {
      carries: carries.map(carry => this.#entering(carry)),
      slices: slices.map(slice => this.#entering(slice as Wire)),
      outputs: this.#stacks,
      axis: 0,
      reverse,
      step: (inner, names, ofSlices) => {
        carries.forEach((carry, n) => inner.set(carry, names[n]!));
        slices.forEach((slice, n) => inner.set(slice as Wire, ofSlices[n]!));
        for (const capture of captures) inner.set(capture as Wire, this.#outside(capture as Wire));
        const roots = [...this.#carries.map(number => next[number] as Wire), ...this.#stacks];
        writeWires(inner, roots);
        return roots.map(root => inner.valueOf(root));
      },
      instead: body => this.#operator(body, carries),
    });
  }

  #outside(source: Wire): string {
    return this.#emission.valueOf(this.#inputs.get(source)!);
  }

  #entering(source: Wire): Entering {
    const { name, dtype, shape } = source;
    return { value: this.#outside(source), name, dtype, shape };
  }

  /** The operator of the body's cell, if ONNX has one. */
  #operator(body: WrittenBody, carries: readonly Wire[]): readonly string[] | undefined {
    const [h] = carries;
    const units = h?.shape[1];
    if (h?.shape.length !== 2 || h.dtype !== 'float32' || typeof units !== 'number') return undefined;
    const [next, outputs] = [body.results.slice(0, carries.length), body.results.slice(carries.length)];
    if (!outputs.every(output => output === next[0])) return undefined;
    const cell = gatedCellOf({ ...body, next, units });
    if (cell === undefined || !this.#fits(cell)) return undefined;
    const stack = this.#inputs.get(this.#body.slices[cell.slice] as Wire)!;
    const initial = carries.map(carry => this.#outside(carry));
    return gatedOperator(this.#emission, cell, { stack, initial, units, reverse: this.#body.reverse });
  }

  /** True if the weights of a cell are a matrix, and its bias a vector. */
  #fits({ weight, bias }: GatedCell): boolean {
    const rankOf = (name: string): number | undefined =>
      (this.#body.captures as readonly Wire[]).find(capture => this.#outside(capture) === name)?.shape.length;
    return rankOf(weight) === 2 && (bias === undefined || rankOf(bias) === 1);
  }
}

/** The sequence that a cell reads, and its weights there. */
interface InputProduct {
  readonly x: Wire;
  readonly weight: Wire;
  readonly bias: Wire | undefined;
}

/** The parts of a run of a cell: the stack of all `x·W + b`, the first carries, and the direction. */
interface GatedRun {
  readonly stack: Wire;
  readonly initial: readonly string[];
  readonly units: number;
  readonly reverse: boolean;
}

/** Writes a cell along time as one operator, and returns the last carries and then the outputs. None if `x·W + b` is no product. */
function gatedOperator(emission: Emission, cell: GatedCell, run: GatedRun): readonly string[] | undefined {
  const product = inputProduct(run.stack);
  if (product === undefined) return undefined;
  const { block, constants } = emission;
  const { kind } = cell;
  const biases = [product.bias && emission.valueOf(product.bias), cell.bias];
  const results = block.applyAll(
    kind.operator,
    trimmed([
      emission.valueOf(product.x),
      weights(emission, cell, run.units, emission.valueOf(product.weight)),
      weights(emission, cell, run.units, cell.weight),
      biases.every(bias => bias === undefined) ? '' : joinedBiases(emission, cell, run.units, biases),
      '',
      ...run.initial.map(value => (isZeros(emission, value) ? '' : block.apply('Unsqueeze', [value, constants.whole([0])]))), // prettier-ignore
    ]),
    ['Y', 'Y_h', 'Y_c'].slice(0, run.initial.length + 1),
    { hidden_size: { int: run.units }, direction: { text: run.reverse ? 'reverse' : 'forward' }, ...kind.attributes },
  );
  const [all, ...last] = results.map((value, n) => block.apply('Squeeze', [value, constants.whole([n === 0 ? 1 : 0])]));
  return [...last, all!];
}

function trimmed(inputs: readonly string[]): readonly string[] {
  let end = inputs.length;
  while (inputs[end - 1] === '') end--;
  return inputs.slice(0, end);
}

/** The factors of a stack `x·W + b`, or `x·W`. */
function inputProduct(stack: Wire): InputProduct | undefined {
  const kernel = stack.operation?.kernel;
  const isSum =
    kernel?.kind === 'elementwise' && printedFormula((kernel as ElementwiseKernel).formula) === 'add(#0,#1)';
  const [product, bias] = isSum ? stack.inputs : [stack];
  const found = product!.operation?.kernel;
  if (found?.kind !== 'loop' || found.loop !== 'contraction') return undefined;
  const [x, weight] = product!.inputs as [Wire, Wire];
  const fits = x.shape.length === 3 && weight.shape.length === 2 && (bias === undefined || bias.shape.length === 1);
  return fits ? { x, weight, bias } : undefined;
}

/** Weights with the gates in the order of ONNX, transposed, for one direction. */
function weights(emission: Emission, cell: GatedCell, units: number, value: string): string {
  const turned = emission.block.apply('Transpose', [ordered(emission, cell, units, value, 1)], {
    perm: { ints: [1, 0] },
  });
  return emission.block.apply('Unsqueeze', [turned, emission.constants.whole([0])]);
}

function ordered(
  { block, constants }: Emission,
  { kind }: GatedCell,
  units: number,
  value: string,
  axis: number,
): string {
  const places = kind.gates.flatMap(gate => Array.from({ length: units }, (_, n) => gate * units + n));
  return block.apply('Gather', [value, constants.whole(places)], { axis: { int: axis } });
}

function joinedBiases(
  emission: Emission,
  cell: GatedCell,
  units: number,
  biases: readonly (string | undefined)[],
): string {
  const { block, constants } = emission;
  const size = cell.kind.gates.length * units;
  const zeros = (): string => constants.numbers(new Array<number>(size).fill(0), 'float32');
  const each = biases.map(bias => (bias === undefined ? zeros() : ordered(emission, cell, units, bias, 0)));
  return block.apply('Unsqueeze', [block.apply('Concat', each, { axis: { int: 0 } }), constants.whole([0])]);
}

/** True for zeros, which the operator begins with anyway. */
function isZeros({ block, constants }: Emission, value: string): boolean {
  const made = block.producer(value);
  return made?.operator === 'Expand' && made.inputs[0] === constants.number(0, 'float32');
}

/** The body of a loop that has been written, and the size of its carries. */
interface CellBody extends WrittenBody {
  readonly next: readonly string[];
  readonly units: number;
}

/** A cell that ONNX has an operator for, and the weights of its carry. */
interface GatedCell {
  readonly kind: GatedKind;
  /** The number of the slice that has `x·W + b`. */
  readonly slice: number;
  readonly weight: string;
  readonly bias: string | undefined;
}

/** Returns the cell that a body is: it has the same operators on the same gates. */
function gatedCellOf(body: CellBody): GatedCell | undefined {
  // The larger of the two has fewer operators than this.
  if (body.emission.block.applied.length > 30) return undefined;
  const slice = body.slices.length - 1;
  for (const kind of [gru, lstm]) {
    if (kind.carries !== body.carries.length) continue;
    for (const hasBias of [true, false]) {
      const weights = matched(body, slice, kind, hasBias);
      if (weights !== undefined) return { kind, slice, weight: weights[0]!, bias: weights[1] };
    }
  }
  return undefined;
}

/** The weight and the bias of the carry, if a body has the operators of a kind. */
function matched(body: CellBody, slice: number, kind: GatedKind, hasBias: boolean): readonly string[] | undefined {
  const { emission, carries, next, units } = body;
  const roles = (names: readonly string[], x: string): Map<string, string> =>
    new Map([...names.map((name, n) => [name, `carry ${n}`] as const), [x, 'x']]);
  const isStored = (name: string): boolean => emission.constants.isNumber(name);
  const found = listing(emission.block, next, roles(carries, body.slices[slice]!), isStored);
  const own = new Emission(new Block(new Names()), emission.model);
  const product = own.block.apply('MatMul', ['carry 0', 'weight']);
  const fromCarry = hasBias ? own.block.apply('Add', [product, 'bias']) : product;
  const names = carries.map((_, n) => `carry ${n}`);
  const wanted = kind.step(own, { carries: names, fromInput: 'x', fromCarry, units });
  return listing(own.block, wanted, roles(names, 'x'), isStored).text === found.text ? found.read : undefined;
}

/** The values of one step of a cell with gates, by their names. */
interface GatedStep {
  readonly carries: readonly string[];
  /** `x·W + b` and `h·U + c`, each with all gates. */
  readonly fromInput: string;
  readonly fromCarry: string;
  readonly units: number;
}

/** A kind of cell that ONNX has an operator for. */
interface GatedKind {
  readonly operator: string;
  /** The number of its carries, the first of which is its output. */
  readonly carries: number;
  /** The gates of ONNX, in its order, by their numbers here. */
  readonly gates: readonly number[];
  readonly attributes: Readonly<Record<string, { readonly int: number }>>;
  /** Writes one step as layers do, and returns the next carries. */
  readonly step: (emission: Emission, step: GatedStep) => readonly string[];
}

/** GRU with the reset gate after the product. */
const gru: GatedKind = {
  operator: 'GRU',
  carries: 1,
  gates: [1, 0, 2],
  attributes: { linear_before_reset: { int: 1 } },
  step: (emission, { carries: [h], fromInput, fromCarry, units }) => {
    const { block, constants } = emission;
    const gate = (all: string, number: number): string => gateOf(emission, all, number, units);
    const both = (number: number): string => block.apply('Sigmoid', [block.apply('Add', [gate(fromInput, number), gate(fromCarry, number)])]); // prettier-ignore
    const [r, z] = [both(0), both(1)];
    const shown = block.apply('Mul', [r, gate(fromCarry, 2)]);
    const n = block.apply('Tanh', [block.apply('Add', [gate(fromInput, 2), shown])]);
    const fresh = block.apply('Mul', [block.apply('Sub', [constants.number(1, 'float32'), z]), n]);
    return [block.apply('Add', [fresh, block.apply('Mul', [z, h!])])];
  },
};

/** LSTM without connections from the memory to the gates. */
const lstm: GatedKind = {
  operator: 'LSTM',
  carries: 2,
  gates: [0, 3, 1, 2],
  attributes: {},
  step: (emission, { carries: [, c], fromInput, fromCarry, units }) => {
    const { block } = emission;
    const gates = block.apply('Add', [fromInput, fromCarry]);
    const gate = (number: number): string => gateOf(emission, gates, number, units);
    const [i, f, o] = [0, 1, 3].map(number => block.apply('Sigmoid', [gate(number)])) as [string, string, string];
    const g = block.apply('Tanh', [gate(2)]);
    const memory = block.apply('Add', [block.apply('Mul', [f, c!]), block.apply('Mul', [i, g])]);
    return [block.apply('Mul', [o, block.apply('Tanh', [memory])]), memory];
  },
};

/** The values of one gate among all. */
function gateOf({ block, constants }: Emission, all: string, number: number, units: number): string {
  const bounds = [number * units, (number + 1) * units, 1, 1].map(one => constants.whole([one]));
  return block.apply('Slice', [all, ...bounds]);
}

/** The operators that some values follow from, in one order: equal computations are equal texts. */
interface Listing {
  readonly text: string;
  /** The values from outside that it reads, besides those that have a role, in the order of the text. */
  readonly read: readonly string[];
}

/**
 * Lists the operators of a graph that some values of it follow from. Values with a role go by that. Stored numbers go by their
 * names, which are the same everywhere, and other values from outside by the order in which they come.
 */
function listing(
  block: Block,
  roots: readonly string[],
  roles: ReadonlyMap<string, string>,
  isStored: (name: string) => boolean,
): Listing {
  const lines: string[] = [];
  const known = new Map(roles);
  const read: string[] = [];
  const visit = (value: string): string => {
    const found = known.get(value);
    if (found !== undefined) return found;
    const applied = block.producer(value);
    let name = value;
    if (applied !== undefined) {
      const inputs = applied.inputs.map(visit);
      name = `%${lines.length}`;
      lines.push(`${applied.operator}(${inputs.join()})${JSON.stringify(applied.attributes)}`);
    } else if (!isStored(value)) name = `$${read.push(value)}`;
    known.set(value, name);
    return name;
  };
  const ends = roots.map(visit);
  return { text: [...lines, ends.join()].join('\n'), read };
}
