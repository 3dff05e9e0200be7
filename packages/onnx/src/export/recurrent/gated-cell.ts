import { Block } from '../block.ts';
import { Emission } from '../emission.ts';
import type { WrittenBody } from '../loops/scanned.ts';
import { Names } from '../names.ts';
import { gru, lstm, type GatedKind } from './gated-kind.ts';
import { listing } from './listing.ts';

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
