import { testsOf } from '../../vitest.config.ts';

// Files share a process, and so a build of the app.
export default testsOf('playground', {
  test: { isolate: false, globalSetup: ['src/testing/builds-folder.ts'] },
});
