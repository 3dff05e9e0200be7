import { Block, Names } from '../emission/block.ts';
import { Emission } from '../emission/emission.ts';
import type { WrittenBody } from '../loops/running.ts';

/** The body of a loop that has been written, and the size of its carries. */
interface CellBody extends WrittenBody {
  readonly next: readonly string[];
  readonly units: number;
}

/** A cell that ONNX has an operator for, and the weights of its carry. */
export interface GatedCell {
  readonly kind: GatedKind;
  /** The number of the slice that has `x·W + b`. */
  readonly slice: number;
  readonly weight: string;
  readonly bias: string | undefined;
}

/** Returns the cell that a body is: it has the same operators on the same gates. */
export function gatedCellOf(body: CellBody): GatedCell | undefined {
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
