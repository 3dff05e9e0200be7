import { defaultServerConditions } from 'vite';
import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from 'vitest/config';
import CountReporter from './tools/workspace/src/count-reporter.ts';

// Setting `conditions` replaces the defaults, so they are spread in.
const conditions = ['@thalweg/source', ...defaultServerConditions];
const resolution = { resolve: { conditions }, ssr: { resolve: { conditions } } };

const execArgv = ['--expose-gc'];
const timing = '**/*.timing.test.ts';

/** Tests that measure time share the machine with nobody: one at a time, after all others. */
const timingTests = (name: string, include: string): TestProjectInlineConfiguration => ({
  ...resolution,
  test: { name, include: [include], execArgv, fileParallelism: false, sequence: { groupOrder: 1 } },
});

/**
 * The vitest configuration of one package. The root run takes it as one of its projects and runs all timing tests by
 * itself; a run of the package alone has the two projects below.
 */
export function testsOf(name: string): ViteUserConfig {
  const tests = { name, include: ['src/**/*.test.ts'], exclude: [timing], execArgv };
  const projects = [{ ...resolution, test: tests }, timingTests(`${name}: timing`, `src/${timing}`)];
  return defineConfig({ ...resolution, test: { ...tests, projects, passWithNoTests: true } });
}

export default defineConfig({
  test: {
    projects: [
      '{packages,apps,tools}/*/vitest.config.ts',
      timingTests('timing', `{packages,apps,tools}/*/src/${timing}`),
    ],
    reporters: process.env['CI'] ? ['default', new CountReporter()] : ['default'],
  },
});
