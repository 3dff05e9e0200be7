export { rootMeanSquare } from './root-mean-square.ts';
