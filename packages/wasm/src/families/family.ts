import type { LoopName } from '@thalweg/graph/engine';
import type { Kernels } from '../assembler/kernels.ts';
import type { InstructionCodes } from '../lowering/instruction-code.ts';
import type { ItemCode } from '../lowering/item-code.ts';
import type { LoopEmitter } from '../lowering/loop-code.ts';
import type { ProductShape } from '../lowering/product-shape.ts';
import type { ProductItem, ReductionItem, ScanItem } from '../lowering/schedule-item.ts';
import type { ProductPlanning, ReductionPlanning, ScanPlanning } from '../lowering/target.ts';

/** The code of some kinds of loops and instructions, which a runner carries if it is named. */
export interface LoopFamily {
  readonly name: FamilyName;
  readonly loops?: { readonly [L in LoopName]?: LoopEmitter<L> };
  readonly instructions?: InstructionCodes;
  readonly reductions?: ReductionPlanning & { readonly code: ItemCode<ReductionItem> };
  readonly products?: ProductPlanning & { readonly code: ItemCode<ProductItem>; readonly pack: Packing };
  readonly scans?: ScanPlanning & { readonly code: ItemCode<ScanItem> };
}

/** Returns the index of the function that packs so many rows of the right factor of a product. */
type Packing = (kernels: Kernels, shape: ProductShape, rows: number) => number;

/** The names of the families, each of which is exported under its name. */
export type FamilyName =
  | 'angles'
  | 'exponentials'
  | 'indexing'
  | 'linearAlgebra'
  | 'logarithms'
  | 'movement'
  | 'powers'
  | 'products'
  | 'random'
  | 'reductions'
  | 'remainders'
  | 'running'
  | 'scans'
  | 'sorting'
  | 'windows';

/** The family of each kind of loops; none for those that are always interpreted. */
const OF_LOOPS: Readonly<Record<LoopName, FamilyName | undefined>> = {
  addAlong: 'indexing',
  argmax: 'reductions',
  argsort: 'sorting',
  averageWindows: 'windows',
  cholesky: 'linearAlgebra',
  combineAlong: 'indexing',
  concat: 'movement',
  contraction: 'products',
  convolution: 'windows',
  count: 'reductions',
  cumprod: 'running',
  cumsum: 'running',
  determinant: 'linearAlgebra',
  gather: 'indexing',
  gatherRows: 'indexing',
  oneHot: 'indexing',
  pad: 'movement',
  pickMax: 'windows',
  placeMax: 'windows',
  positions: 'indexing',
  productOfOthers: 'running',
  recurrence: 'running',
  reduce: 'reductions',
  roll: 'movement',
  runningExtreme: 'running',
  scan: 'scans',
  scanPart: 'scans',
  scatter: 'indexing',
  scatterRows: 'indexing',
  shareWindows: 'windows',
  slice: 'movement',
  solve: 'linearAlgebra',
  split: 'movement',
  swapAxes: 'movement',
  takeAlong: 'indexing',
  topK: 'sorting',
  triangularSolve: 'linearAlgebra',
  uniform: 'random',
  unique: 'indexing',
  uniqueInverse: 'indexing',
  zeros: 'indexing',
};

/** The family of each instruction that not every runner has. */
const OF_INSTRUCTIONS: Readonly<Partial<Record<string, FamilyName>>> = {
  atan2: 'angles',
  cos: 'angles',
  erf: 'exponentials',
  exp: 'exponentials',
  expm1: 'exponentials',
  fmod: 'remainders',
  log: 'logarithms',
  log10: 'logarithms',
  log1p: 'logarithms',
  log2: 'logarithms',
  pow: 'powers',
  sin: 'angles',
  tanh: 'exponentials',
};

/** Returns the family of a kind of loops, or of an instruction; none for what every runner has or leaves to others. */
export function familyOf(member: string): FamilyName | undefined {
  return OF_LOOPS[member as LoopName] ?? OF_INSTRUCTIONS[member];
}
