import type { Emission } from '../emission.ts';

/** The values of one step of a cell with gates, by their names. */
interface GatedStep {
  readonly carries: readonly string[];
  /** `x·W + b` and `h·U + c`, each with all gates. */
  readonly fromInput: string;
  readonly fromCarry: string;
  readonly units: number;
}

/** A kind of cell that ONNX has an operator for. */
export interface GatedKind {
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
export const gru: GatedKind = {
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
export const lstm: GatedKind = {
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
