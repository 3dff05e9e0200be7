// The rows of every schedule of `@thalweg/optim`.
export * from './rows/cycle-rows.ts';
export * from './rows/decay-rows.ts';
