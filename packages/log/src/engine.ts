// What the implementations of a log in other packages share.
export { checkAppend, checkName, checkRead, checkSwap } from './port/check-arguments.ts';
export { isEpoch, LARGEST_EPOCH, mayFollow } from './port/epochs.ts';
export { readPast } from './port/read-past.ts';
export { checkEpoch, deposed, trimmed } from './port/refusals.ts';
export { fastestSha256, type Sha256 } from './port/sha256.ts';
export { Appending } from './topic/appending.ts';
export { checkSeal } from './topic/seal-options.ts';
export { Opener, same, Sealer } from './topic/seal.ts';
