import type { KnownLoop, LoopName, Slot } from '@thalweg/graph/engine';
import { BASIC_INSTRUCTIONS } from '../emit/instructions.ts';
import type { Among } from '../lowering/cut.ts';
import { type InstructionCode, isExpensive, isNative } from '../lowering/instruction-code.ts';
import type { ItemCodes } from '../lowering/item-code.ts';
import type { LoopEmitter } from '../lowering/loop-code.ts';
import type { Computing, Target } from '../lowering/target.ts';
import type { LoopFamily } from './family.ts';
import { groupItems, loopItems } from './item-codes.ts';

/** The kinds of loops that a runner has code for: the target of its plans, with the code. */
export interface LoopTable extends Target {
  /** The code of an instruction by its name; empty for one of the host. */
  readonly codeOf: (instruction: string) => InstructionCode;
  readonly items: ItemCodes;
  /** Packs the right factor of a product. */
  readonly pack: NonNullable<LoopFamily['products']>['pack'] | undefined;
}

/** What one loop over elements holds at most: locals beyond these no longer fit into registers. */
const MOST = { steps: 64, leaves: 20, results: 6 } as const;

/** Called with a kind of loops or an instruction that no family has, before it is left to the interpreter or the host. */
export type Missing = (member: string) => void;

/** Returns the table of some families. */
export function loopTable(
  families: readonly LoopFamily[],
  computing: Computing,
  among?: Among,
  missing?: Missing,
): LoopTable {
  const loops = new Map(families.flatMap(one => Object.entries(one.loops ?? {})));
  const instructions = new Map(
    [BASIC_INSTRUCTIONS, ...families.map(one => one.instructions ?? {})].flatMap(all => Object.entries(all)),
  );
  const codeOf = (name: string): InstructionCode => instructions.get(name) ?? {};
  const { reductions, products, scans } = families.reduce<Partial<LoopFamily>>((all, one) => ({ ...all, ...one }), {});
  return {
    most: MOST,
    computing,
    among,
    loop: <L extends LoopName>(slot: Slot, { loop, parameters }: KnownLoop<L>) => {
      const emitter = loops.get(loop) as LoopEmitter<L> | undefined;
      if (emitter === undefined) missing?.(loop);
      return emitter?.(slot, parameters, computing.products);
    },
    hasCode: (name, vector) => {
      if (vector && !instructions.has(name)) missing?.(name);
      return isNative(codeOf(name), vector);
    },
    codeOf,
    isExpensive: name => isExpensive(codeOf(name)),
    reductions,
    products,
    scans,
    items: {
      group: groupItems,
      loop: loopItems,
      product: products?.code,
      reduction: reductions?.code,
      scan: scans?.code,
    },
    pack: products?.pack,
  };
}
