// What the implementations of a log in other packages share.
export { checkAppend, checkName, checkRead, checkSwap } from './port/check-arguments.ts';
export { deposed, trimmed } from './port/refusals.ts';
export { fastestSha256, type Sha256 } from './port/sha256.ts';
export { Appending } from './topic/appending.ts';
export { same } from './topic/seal.ts';
