import { testsOf } from '../../vitest.config.ts';

// A process for each file: immer, once it knows patches, knows them for the whole process.
export default testsOf('train', { test: { isolate: true } });
