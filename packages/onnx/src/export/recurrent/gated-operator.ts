import type { ElementwiseKernel, Wire } from '@thalweg/graph/wires';
import type { Emission } from '../emission/emission.ts';
import { printedFormula } from '../emission/write-formula.ts';
import type { GatedCell } from './gated-cell.ts';

/** The sequence that a cell reads, and its weights there. */
interface InputProduct {
  readonly x: Wire;
  readonly weight: Wire;
  readonly bias: Wire | undefined;
}

/** The parts of a run of a cell: the stack of all `x·W + b`, the first carries, and the direction. */
export interface GatedRun {
  readonly stack: Wire;
  readonly initial: readonly string[];
  readonly units: number;
  readonly reverse: boolean;
}

/** Writes a cell along time as one operator, and returns the last carries and then the outputs. None if `x·W + b` is no product. */
export function gatedOperator(emission: Emission, cell: GatedCell, run: GatedRun): readonly string[] | undefined {
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
  const kernel = stack.rule?.kernel;
  const isSum =
    kernel?.kind === 'elementwise' && printedFormula((kernel as ElementwiseKernel).formula) === 'add(#0,#1)';
  const [product, bias] = isSum ? stack.inputs : [stack];
  const found = product!.rule?.kernel;
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
