import {
  type ElementwiseKernel,
  type KnownLoop,
  type LoopBody,
  loopDemands,
  type LoopPart,
  type Wire,
} from '@thalweg/graph/wires';
import type { Emission } from '../emission/emission.ts';
import { printedFormula } from '../emission/write-formula.ts';
import { type Entering, scanned, type WrittenBody } from '../loops/running.ts';
import { type GatedCell, gatedCellOf } from './gated-cell.ts';

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
