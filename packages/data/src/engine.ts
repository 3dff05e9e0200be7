// What other packages of ours share with the reading of datasets.
export { afterItems, derived } from './core/readings.ts';
export { afterRows, sliceTable } from './tables/part-of-tables.ts';
export { fromTables } from './tables/from-tables.ts';
export { mappedOnce } from './operators/mapped.ts';
export { nextTurn, now } from './core/epoch-cursor.ts';
export { toAwait } from './core/dataset-of.ts';
export { isOnDemand, ON_DEMAND, type OnDemand } from './core/streams.ts';
