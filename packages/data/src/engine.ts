// What other packages of ours share with the reading of datasets.
export { fromTables, type TablesOptions } from './from-tables.ts';
export { mappedOnce } from './mapped-once.ts';
export { nextTurn } from './next-turn.ts';
export { now } from './now.ts';
