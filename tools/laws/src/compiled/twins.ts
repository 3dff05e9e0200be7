import {
  type FrameOptions,
  type Node,
  openFrame,
  read,
  type Register,
  registersOf,
  type TaskFrame,
} from '@thalweg/graph';
import { sizeOf, type Sizes, type Tensor } from '@thalweg/tensor';
import { expect } from 'vitest';
import { counted, type Counted } from './counted.ts';
import { type Pair, pass } from './runs.ts';

/** A circuit as a test builds it: twice, so that the two move apart if they can. */
export interface Built {
  readonly outputs: readonly Node[];
  readonly rules?: readonly Node[];
  /** Where values enter, by the names that passes use. */
  readonly sources?: Readonly<Record<string, Node>>;
}

/** One of two circuits that are alike, with a frame that steps. */
interface Twin extends Built {
  readonly frame: TaskFrame;
  readonly registers: readonly Register[];
}

/** Two circuits that are alike: one is compiled, the other interpreted, and both must do the same. */
interface Twins {
  readonly compiled: Twin;
  readonly interpreted: Twin;
  readonly watched: Counted;
  /** Takes a step of both with values by name, and holds outcomes and registers against each other. Gives the outcome. */
  step(values?: Readonly<Record<string, Tensor | Float32Array | Int32Array | number>>): unknown;
  /** Does the same to both. */
  both(act: (twin: Twin) => void): void;
  close(): void;
}

/** Builds a circuit twice. Values must agree within so many units, see `unitsOf`; to the bit by default. */
export function twins(
  build: () => Built,
  { units = 0, ...options }: Partial<FrameOptions> & { readonly units?: number } = {},
): Twins {
  const watched = counted();
  const twin = (more: Partial<FrameOptions>): Twin => {
    const built = build();
    const { outputs, rules = [] } = built;
    const frame = openFrame({ outputs, rules, training: true, steps: true, ...options, ...more });
    return { ...built, frame, registers: registersOf(...outputs, ...rules) };
  };
  const [compiled, interpreted] = [twin({ runner: watched.runner }), twin({})];
  const both = (act: (twin: Twin) => void): void => [compiled, interpreted].forEach(act);
  return {
    compiled,
    interpreted,
    watched,
    both,
    step: (values = {}) => {
      const outcomes = [compiled, interpreted].map(({ frame, sources = {} }) => {
        const pairs = Object.entries(values).map(([name, value]) => [sources[name]!, value] as unknown as Pair);
        try {
          return pass(frame, ...pairs);
        } catch (error) {
          return error;
        }
      });
      expectSameOutcome(outcomes[0], outcomes[1], units);
      const [a, b] = [compiled, interpreted].map(({ registers }) => registers.map(one => read(one as Node)));
      expectAgreement(a!, b!, units, 'register');
      return outcomes[0];
    },
    close: () => both(({ frame }) => frame.close()),
  };
}

function expectSameOutcome(found: unknown, wanted: unknown, units: number): void {
  if (Array.isArray(wanted) && Array.isArray(found))
    expectAgreement(found as Tensor[], wanted as Tensor[], units, 'output');
  else expect(String(found)).toBe(String(wanted));
}

/** Instructions whose results have the same bits in compiled code. It rounds all others in another way than the host's functions. */
const exact = new Set(['neg', 'abs', 'sign', 'floor', 'ceil', 'trunc', 'round', 'sqrt', 'add', 'sub', 'mul', 'div', 'fmod', 'max', 'min', 'less', 'lessEqual', 'equal', 'select', 'copy']); // prettier-ignore

/**
 * How far a compiled value may lie from an interpreted one, in units of 2⁻²³ of the larger of 1 and the value: nothing
 * where all below is exact arithmetic, comparison or movement; 4 where there are functions that are rounded; 4 for each
 * term of the longest sum where there are sums and products of matrices, whose order is another.
 */
export function unitsOf(...roots: readonly Node[]): number {
  const found = new Set<Node>(roots);
  let longest = 0;
  for (const node of found) {
    for (const input of node.inputs) found.add(input);
    longest = Math.max(longest, termsOf(node));
  }
  return 4 * longest;
}

/** The terms of the sum that a node takes; 1 for a function that is rounded, 0 for what is exact. */
function termsOf({ operation, shape, inputs }: Node): number {
  const kernel = operation?.kernel;
  if (kernel?.kind === 'elementwise') return isRounded(kernel.formula) ? 1 : 0;
  if (kernel?.kind !== 'loop') return 0;
  if (kernel.loop === 'contraction') return Math.max(1, Number(inputs[0]!.shape.at(-1)) || 1);
  if (kernel.loop === 'convolution')
    return Math.max(1, sizeOf(SUMMED[kernel.parameters.side](inputs).filter(Number.isFinite)));
  if (kernel.loop !== 'reduce' || !['sum', 'squaredDeviations'].includes(kernel.parameters.reducer)) return 0;
  const [from, to] = [inputs[0]!.shape, shape].map(one => sizeOf(one.filter(Number.isFinite) as Sizes));
  return Math.max(1, Math.ceil(from! / Math.max(1, to!)));
}

/** The sizes that a convolution sums over: windows, taps by filters, or all places. */
const SUMMED = {
  output: ([, w]) => w!.shape.slice(0, -1) as Sizes,
  input: ([, w]) => [...w!.shape.slice(0, -2), w!.shape.at(-1)] as Sizes,
  weights: ([, y]) => y!.shape.slice(0, -1) as Sizes,
} satisfies Record<string, (inputs: readonly Node[]) => Sizes>;

type Formula = Extract<NonNullable<Node['operation']>['kernel'], { kind: 'elementwise' }>['formula'];

function isRounded(formula: Formula): boolean {
  if (!('instruction' in formula)) return false;
  return !exact.has(formula.instruction.name) || formula.operands.some(isRounded);
}

/** Holds compiled values against interpreted ones. A NaN is any NaN; without units of slack all bits must be equal. */
export function expectAgreement(found: readonly Tensor[], wanted: readonly Tensor[], units: number, what = ''): void {
  expect(found.length).toBe(wanted.length);
  found.forEach(({ shape, dtype, data }, n) => {
    const other = wanted[n]!;
    expect({ shape, dtype }, `${what} ${n}`).toEqual({ shape: other.shape, dtype: other.dtype });
    const off = Array.from(data).findIndex((value, i) => !agrees(value, other.data[i]!, units * 2 ** -23));
    if (off >= 0) expect(data[off], `${what} value ${n}, element ${off}, within ${units} units`).toBe(other.data[off]);
  });
}

function agrees(a: number, b: number, slack: number): boolean {
  return Object.is(a, b) || (slack > 0 && (a === b || Math.abs(a - b) <= slack * Math.max(1, Math.abs(b))));
}
