// The rows of every schedule of `@thalweg/optim`. A new one adds a line: its rows stand in a file of `rows/`.
export { constantRateRows } from './rows/constant-rate-rows.ts';
export { cosineDecayRows } from './rows/cosine-decay-rows.ts';
export { cosineWarmRestartsRows } from './rows/cosine-warm-restarts-rows.ts';
export { exponentialDecayRows } from './rows/exponential-decay-rows.ts';
export { inverseTimeDecayRows } from './rows/inverse-time-decay-rows.ts';
export { joinRows } from './rows/join-rows.ts';
export { linearWarmUpRows } from './rows/linear-warm-up-rows.ts';
export { multiStepDecayRows } from './rows/multi-step-decay-rows.ts';
export { oneCycleRows } from './rows/one-cycle-rows.ts';
export { piecewiseRows } from './rows/piecewise-rows.ts';
export { polynomialDecayRows } from './rows/polynomial-decay-rows.ts';
export { stepDecayRows } from './rows/step-decay-rows.ts';
