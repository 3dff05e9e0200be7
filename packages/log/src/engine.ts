// What the implementations of a log in other packages share.
export { checkAppend, checkName, checkRead, checkSwap } from './port/check-arguments.ts';
export { checkEpoch, deposed, isEpoch, LARGEST_EPOCH, mayFollow, trimmed } from './port/epochs.ts';
export { readPast } from './port/read-past.ts';
export { fastestSha256, type Sha256 } from './port/host.ts';
export { Appending } from './topic/appending.ts';
export { checkSeal } from './topic/seal-options.ts';
export { Opener, same, Sealer } from './topic/seal.ts';
