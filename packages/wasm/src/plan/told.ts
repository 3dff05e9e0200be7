import type { Sizes } from '@thalweg/tensor';
import { leadingRows } from '../emit/leading-rows.ts';
import { toldOf } from '../product/emit-product.ts';
import { isNamed, writtenBy, type CodeUnit } from './units.ts';

/** How sizes get into the code of a unit. */
export interface Sized {
  /** The numbers that its function is told whenever it is called: how many rows there are, or what follows from that. */
  readonly told: readonly number[];
  /** All others, which are constants in it. */
  readonly constants: string;
}

/** What a unit's code can be told, so that it serves other sizes too; it works in the scratch at an address. */
export function toldTo(unit: CodeUnit, scratch: number): Sized {
  switch (unit.kind) {
    case 'group':
      return rowsOf([unit.group.shape], leadingRows(writtenBy(unit)[0]!));
    case 'product': {
      const { told, alike } = (isNamed(unit) ? toldOf(unit.shape) : undefined) ?? {};
      if (told === undefined) return { told: [], constants: [...Object.values(unit.shape), scratch].join() };
      return { told: [...Object.values(told), scratch], constants: `alike ${alike}` };
    }
    case 'loop': {
      const { rows, scratch: bytes = 0 } = unit.code;
      const shapes = [unit.slot, ...unit.slot.inputs].map(({ shape }) => shape!);
      return rowsOf([...shapes.slice(rows === undefined ? 0 : 1), [bytes && scratch]], rows);
    }
  }
}

function rowsOf(shapes: readonly Sizes[], rows: number | undefined): Sized {
  if (rows === undefined) return { told: [], constants: shapes.map(shape => shape.join()).join(';') };
  return { told: [rows], constants: `rows of ${shapes.map(shape => shape.slice(1).join()).join(';')}` };
}
