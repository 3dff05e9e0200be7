import { slice, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { ShapeError } from '@thalweg/tensor';
import { withParameters } from '../layer-parts/parameter-maker.ts';
import { affine, widthOf, zeroCarry } from './affine.ts';
import { cellParameters, cellParts, type CellParameters, type CellParametersOptions } from './cell-parameters.ts';
import type { Carry, CellStep, RecurrentCell } from './recurrent-cell.ts';

/** A cell with parameters, which it owns, and shares when it is applied again. */
export type GatedCell<C extends Carry> = RecurrentCell<C> & CellParameters;

/** The parts in which kinds of cells differ. */
export interface GatedCellParts<C extends Carry> extends CellParametersOptions {
  /** The names of the carry; `h` meets the recurrent weights. */
  readonly carry: readonly (keyof C & string)[];
  /** One step, from `x·W + b` and `h·U + c`, each with all gates. */
  readonly step: (carry: C, fromInput: Node, fromCarry: Node) => CellStep<C>;
}

/** Returns a cell of gates, each of which reads the input and the carry `h` through its own weights. */
export function gatedCell<C extends Carry & { readonly h: Node }>(parts: GatedCellParts<C>): GatedCell<C> {
  const { kind, units, step } = parts;
  let owned: CellParameters | undefined;
  const parametersFor = (x: Node): CellParameters => {
    owned ??= cellParameters(parts, x);
    if (owned.inputWeight.shape[0] === widthOf(kind, x)) return owned;
    const requirement = 'a cell applied again must get as many inputs as before';
    throw new ShapeError(kind, [x.shape, owned.inputWeight.shape], requirement, 'Make a second cell.');
  };
  const cell = (carry: C, x: Node): CellStep<C> => {
    const { inputWeight, recurrentWeight, inputBias, recurrentBias } = parametersFor(x);
    const h = nodeOf(kind, carry.h);
    return step(carry, affine(x, inputWeight, inputBias), affine(h, recurrentWeight, recurrentBias));
  };
  const initial = (x: Node): C => {
    parametersFor(x);
    const zeros = zeroCarry(x, units);
    return Object.fromEntries(parts.carry.map(name => [name, zeros])) as unknown as C;
  };
  return withParameters(kind, Object.assign(cell, { initial }), cellParts, () => owned);
}

/** The values of one gate among all of them. */
export function gateOf(all: Node, gate: number, units: number): Node {
  return slice(all, { axis: -1, from: gate * units, to: (gate + 1) * units }) as Node;
}
