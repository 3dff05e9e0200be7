// What other packages of ours share with the reading of datasets.
export { mappedOnce } from './mapped-once.ts';
export { nextTurn } from './next-turn.ts';
export { now } from './now.ts';
