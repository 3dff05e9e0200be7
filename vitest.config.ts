import { availableParallelism } from 'node:os';
import { defaultServerConditions } from 'vite';
import { defineConfig, type UserWorkspaceConfig, type ViteUserConfig } from 'vitest/config';
import type { InlineConfig } from 'vitest/node';
import CountReporter from './tools/repo/src/runs/count-reporter.ts';
import LongestFirst from './tools/repo/src/runs/longest-first.ts';
import { seed } from './tools/drawn/src/seed.mjs';
import { memoryOf } from './tools/repo/src/runs/layout.mjs';
import { missingNeeds, needNames } from './tools/repo/src/runs/needs.mjs';

// Setting `conditions` replaces the defaults, so they are spread in.
const conditions = ['@thalweg/source', ...defaultServerConditions];
// All runs share the modules that are transformed once, so they have the same mode.
const fromSources: ViteUserConfig = { mode: 'test', resolve: { conditions }, ssr: { resolve: { conditions } } };

// No test fails because the machine is busy and it waits for a core.
const patience = 60_000;

/**
 * Flags for processes in which most functions run a few times: V8 optimizes what is hot and not what is warm, keeps a young generation
 * of 64 MB, and leaves the cores to the other processes. Together they save a quarter of the processor time. Tests
 * that train for seconds or fill the heap take longer with them.
 */
const SHORT_LIVED = [
  '--interrupt-budget=500000',
  '--min-semi-space-size=32',
  '--max-semi-space-size=64',
  '--v8-pool-size=1',
];

/** A test that needs something of the system has its name as a tag, and is skipped where that is missing. */
const missing = missingNeeds();
const tags = needNames.map(name => ({ name, skip: missing.includes(name) }));

/** The files of each run by the mode of vitest that asks for it; `vitest run` without a mode takes the first. */
const runs: Readonly<Record<string, InlineConfig>> = {
  // One process takes many files: our modules keep no state, so it loads each of them once.
  test: {
    include: ['.test.ts'],
    exclude: ['.full.test.ts', '.release.test.ts'],
    env: { TEST_RUN: 'test', LAWS_SEED: seed },
    isolate: false,
    execArgv: ['--expose-gc', ...SHORT_LIVED],
  },
  // What a landing needs besides: browsers, servers, packed packages, killed processes, and all rows of the laws.
  full: {
    include: ['.full.test.ts', '.drawn.test.ts'],
    isolate: false,
    // One run with each kind of fault, at moments that are drawn.
    env: { TEST_RUN: 'full', LAWS_SEED: seed, FAULT_RUNS: process.env['FAULT_RUNS'] ?? '1' },
    testTimeout: 15 * patience,
    hookTimeout: 15 * patience,
  },
  // What repeats random runs many times over, or trains for minutes, and all of what a landing takes an eighth of.
  release: {
    include: ['.release.test.ts', '.drawn.full.test.ts'],
    env: { TEST_RUN: 'release', LAWS_SEED: seed },
    testTimeout: 30 * patience,
    hookTimeout: 30 * patience,
  },
};

/** Files of the full run that look at the heap: in a process of their own, where little else has to be collected. */
const HEAPS = '{packages,apps,tools}/*/src/**/*{memory,endless}*.full.test.ts';

/** Files of the full run with rows that run a few times each. */
const BRIEF = '{packages,apps,tools}/*/src/**/{*.drawn,ahead.drawn.full,onnx.full}.test.ts';

/** The folders of `tools/outside` whose tests bundle sources; those of the others install the packed packages. */
const FROM_SOURCES = '(hosts|pages)';

/** Returns the settings of the tests of one run, in folders of sources given as a pattern. */
function testsIn(folders: string, mode: string): InlineConfig {
  const { include = [], exclude = [], ...run } = runs[mode] ?? runs['test']!;
  const named = (endings: readonly string[]) => endings.map(ending => `${folders}/**/*${ending}`);
  return {
    execArgv: ['--expose-gc'],
    setupFiles: ['tools/repo/src/runs/equality.ts'],
    globalSetup: ['apps/playground/src/testing/builds-folder.ts'],
    testTimeout: patience,
    hookTimeout: patience,
    expect: { poll: { timeout: patience / 2 } },
    // Tests that start several processes each share the cores.
    maxConcurrency: 2,
    // A table may be empty.
    passWithNoTests: true,
    tags,
    include: named(include),
    exclude: named(exclude),
    ...run,
  };
}

export default defineConfig(async ({ mode }) => {
  const sources = testsIn(`{packages/*/src,apps/*/src,tools/!(outside)/src,tools/outside/src/@${FROM_SOURCES}}`, mode);
  const apart = mode === 'full' ? [HEAPS, BRIEF] : [];
  const project = (name: string, test: InlineConfig): UserWorkspaceConfig => ({
    ...fromSources,
    test: { ...sources, name, ...test },
  });
  const projects = [project('sources', { exclude: [...sources.exclude!, ...apart] })];
  if (mode === 'full') {
    projects.push(project('heaps', { include: [HEAPS], isolate: true }));
    projects.push(project('brief', { include: [BRIEF], execArgv: ['--expose-gc', ...SHORT_LIVED] }));
  }
  if (mode !== 'test') projects.push(await packed(mode));
  return {
    test: {
      reporters: ['default', new CountReporter(mode, missing)],
      // Tests of the full run that wait for a browser or a program leave their cores to others.
      maxWorkers: mode === 'full' ? availableParallelism() + 1 : '100%',
      sequence: { sequencer: LongestFirst },
      experimental: { fsModuleCache: true, fsModuleCachePath: memoryOf('modules') },
      projects,
    },
  };
});

/** The tests of the packed packages, with settings whose compiler no other test needs. */
async function packed(mode: string): Promise<UserWorkspaceConfig> {
  const { asStrangers } = await import('./tools/outside/src/pack/test-settings.ts');
  const test: InlineConfig = {
    name: 'packed',
    ...testsIn(`tools/outside/src/!${FROM_SOURCES}`, mode),
    globalSetup: ['tools/outside/src/pack/set-up.ts'],
    server: { deps: { inline: ['svelte'] } },
    // What the compilers of Angular, Svelte and Vue make of a file depends on others.
    experimental: { fsModuleCache: false },
  };
  return { ...asStrangers, test };
}
