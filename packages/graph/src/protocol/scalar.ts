/** The scalar instructions that formulas are written with: `scalar.tanh(x)`. */
export * as scalar from '../interpreter/scalar.ts';
