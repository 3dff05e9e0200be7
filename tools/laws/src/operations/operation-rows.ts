// The rows of every operation of `@thalweg/graph`. A new operation adds its row, or rows, to a table in one of these files.
export { activationRows } from './rows/activation-rows.ts';
export { convolutionRows } from './rows/convolution-rows.ts';
export { elementaryRows } from './rows/elementary-rows.ts';
export { elementwiseRows } from './rows/elementwise-rows.ts';
export { flagRows } from './rows/flag-rows.ts';
export { indexingRows } from './rows/indexing-rows.ts';
export { movementRows } from './rows/movement-rows.ts';
export { orderingRows } from './rows/ordering-rows.ts';
export { poolRows } from './rows/pool-rows.ts';
export { productRows } from './rows/product-rows.ts';
export { rearrangingRows } from './rows/rearranging-rows.ts';
export { reductionRows } from './rows/reduction-rows.ts';
export { solutionRows } from './rows/solution-rows.ts';
export { squareMatrixRows } from './rows/square-matrix-rows.ts';
export { structuredRows } from './rows/structured-rows.ts';
export { wholeRows } from './rows/whole-rows.ts';
