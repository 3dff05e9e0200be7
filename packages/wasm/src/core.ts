export { wasm, type CoreOptions } from './core-wasm.ts';
export type { FamilyName, LoopFamily } from './families/family.ts';
export {
  angles,
  exponentials,
  indexing,
  linearAlgebra,
  logarithms,
  movement,
  powers,
  products,
  random,
  reductions,
  remainders,
  running,
  scans,
  sorting,
  windows,
} from './families/families.ts';
