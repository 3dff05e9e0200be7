// What libraries of products need, and tests of the runner: threads with a pool of their own, and the memory of values.
export { libraryConvolution } from './convolution/library-convolution.ts';
export { host } from './memory/host.ts';
export { LinearMemory, type LinearStorage } from './memory/linear-memory.ts';
export { ALL_FAMILIES } from './families/families.ts';
export { runnerIn } from './runner-in.ts';
export { openingOf } from './threads/worker-group.ts';
export { Pool } from './threads/pool.ts';
export { spawnFromText } from './threads/spawn.ts';
