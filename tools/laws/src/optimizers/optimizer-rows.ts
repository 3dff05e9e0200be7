// The rows of every optimizer of `@thalweg/optim`, and of their parts, by family: all that a file exports is a row, or rows.
export * from './rows/adam-rows.ts';
export * from './rows/adaptive-rows.ts';
export * from './rows/averaging-rows.ts';
export * from './rows/clipping-rows.ts';
export * from './rows/gradient-rows.ts';
export * from './rows/momentum-rows.ts';
export * from './rows/muon-rows.ts';
export * from './rows/sign-rows.ts';
export * from './rows/wrapper-rows.ts';
