import { testsOf } from '../../vitest.config.ts';

// Tests that start several processes each share the cores.
export default testsOf('cluster-app', { test: { maxConcurrency: 2 } });
