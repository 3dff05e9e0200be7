// What all packages check their options with.
export { oneOf } from './options/one-of.ts';
export { optionsOf, type Completed, type Defaults } from './options/options-of.ts';
export { printed } from './options/printed.ts';
export { suggestion } from './options/suggestion.ts';
