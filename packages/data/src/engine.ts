// What other packages of ours share with the reading of datasets.
export { afterItems } from './internal/after-items.ts';
export { derived } from './internal/derived.ts';
export { afterRows } from './internal/part-of-tables.ts';
export { fromTables } from './from-tables.ts';
export { sliceTable } from './internal/slice-table.ts';
export { mappedOnce } from './mapped-once.ts';
export { nextTurn } from './next-turn.ts';
export { now } from './now.ts';
export { toAwait } from './to-await.ts';
export { isOnDemand, ON_DEMAND, type OnDemand } from './on-demand.ts';
