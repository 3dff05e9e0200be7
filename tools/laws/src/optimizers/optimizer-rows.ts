// The row of every optimizer of `@thalweg/optim`, and of their parts. A new one adds a line: its row, or rows, stand in a file of `rows/`.
export { adamRow } from './rows/adam-row.ts';
export { clipByGlobalNormRow } from './rows/clip-by-global-norm-row.ts';
export { momentumRow } from './rows/momentum-row.ts';
export { scaleByAdamRow } from './rows/scale-by-adam-row.ts';
export { scaleByLearningRateRow } from './rows/scale-by-learning-rate-row.ts';
export { sgdRow } from './rows/sgd-row.ts';
