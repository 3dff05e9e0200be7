import { testsOf } from '../../vitest.config.ts';

// Files share a process, and so a build of the app. Most start browsers: what fails is run again, and the run names it.
export default testsOf('playground', {
  test: { isolate: false, retry: 1, globalSetup: ['src/testing/builds-folder.ts'] },
});
