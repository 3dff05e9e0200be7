// The rows of every schedule of `@thalweg/optim`. A new one adds a line: its rows stand in a file of `rows/`.
export { constantRateRows } from './rows/constant-rate-rows.ts';
export { cosineDecayRows } from './rows/cosine-decay-rows.ts';
