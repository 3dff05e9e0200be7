import { defaultServerConditions } from 'vite';
import { defineConfig, type ViteUserConfigFnObject, type ViteUserConfig } from 'vitest/config';
import type { InlineConfig } from 'vitest/node';
import CountReporter from './tools/workspace/src/count-reporter.ts';

// Setting `conditions` replaces the defaults, so they are spread in.
const conditions = ['@thalweg/source', ...defaultServerConditions];
const resolution = { resolve: { conditions }, ssr: { resolve: { conditions } } };

// No test fails because the machine is busy and it waits for a core.
const patience = 60_000;
const shared: InlineConfig = {
  execArgv: ['--expose-gc'],
  testTimeout: patience,
  hookTimeout: patience,
  expect: { poll: { timeout: patience / 2 } },
};

/** Brings the mode of a run to its projects: vitest does not. */
const MODE = 'VITEST_RUN_MODE';

const slow = 'src/**/*.slow.test.ts';
const timing = 'src/**/*.timing.test.ts';
const long = 'src/**/*.long.test.ts';

/** The tests of each run by the mode of vitest that asks for it; `vitest run` without a mode takes the first. */
const runs: Readonly<Record<string, InlineConfig>> = {
  // One process takes many files: our modules keep no state, so it loads each of them once.
  test: { include: ['src/**/*.test.ts'], exclude: [slow, timing, long], isolate: false },
  // Tests that start browsers, servers and processes are run again when one of these failed; the run names them.
  slow: { include: [slow], testTimeout: 15 * patience, hookTimeout: 15 * patience, retry: 1 },
  // Tests that measure time share the machine with nobody that they know of. Somebody else may take a core from one measurement,
  // not from three.
  timing: { include: [timing], retry: 2 },
  // Tests that repeat random runs many times over, or train for minutes.
  long: { include: [long], testTimeout: 30 * patience, hookTimeout: 30 * patience },
};

const whole = (mode: string): InlineConfig => ({
  reporters: ['default', new CountReporter(mode)],
  maxWorkers: mode === 'timing' ? 1 : '100%',
  passWithNoTests: true,
});

/** The vitest configuration of one package, for a run of the package alone and for a run of all of them. */
export function testsOf(name: string, more: ViteUserConfig = {}): ViteUserConfigFnObject {
  return defineConfig(({ mode: own }) => {
    const mode = process.env[MODE] ?? own;
    return { ...resolution, ...more, test: { ...whole(mode), ...shared, ...more.test, ...runs[mode], name } };
  });
}

export default defineConfig(({ mode }) => {
  process.env[MODE] = mode;
  return { test: { ...whole(mode), projects: ['{packages,apps,tools}/*/vitest.config.ts'] } };
});
