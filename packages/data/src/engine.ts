// What other packages of ours share with the iterators of datasets.
export { afterItems, derived } from './core/epoch-iterators.ts';
export { afterRows, sliceTable } from './tables/part-of-tables.ts';
export { fromTables } from './tables/from-tables.ts';
export type { ChangeTable } from './core/reader.ts';
export { inOrder, laterRows, recordRows, rowsAtHand, selected } from './core/rows.ts';
export { mappedInChunks, type TransformMany } from './core/in-chunks.ts';
export { mappedOnce } from './core/mapped.ts';
export { nextTurn, now, rowsOf } from './core/run-iterator.ts';
export { toAwait } from './core/dataset-of.ts';
export { isOnDemand, ON_DEMAND, type OnDemand } from './core/streams.ts';
