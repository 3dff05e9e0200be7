import { readFileSync } from 'node:fs';
import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import rxjsX from 'eslint-plugin-rxjs-x';
import tseslint from 'typescript-eslint';
import { noImportCircles } from './tools/workspace/src/lint/no-import-circles.mjs';

/** What each layer may import besides itself: the table of the architecture, from the bottom up. */
const layers = JSON.parse(readFileSync(new URL('tools/layers.json', import.meta.url), 'utf8'));

/** Tests keep to the same layers, and may use any npm package. */
const boundaries = ({ anyNpm }) => [
  'error',
  {
    // A test imports its own package by name, as a user does.
    allowCircularSelfDependency: true,
    depConstraints: Object.entries(layers).map(([layer, may]) => ({
      sourceTag: `layer:${layer}`,
      onlyDependOnLibsWithTags: [layer, ...may.layers].map(tag => (tag === '*' ? '*' : `layer:${tag}`)),
      ...(anyNpm ? {} : { allowedExternalImports: may.npm }),
    })),
  },
];

/** Rules of our own. */
const house = { rules: { 'no-import-circles': noImportCircles() } };

const tests = ['**/*.test.ts', '**/*.test-d.ts', '**/src/testing/**/*.ts'];

export default defineConfig(
  { ignores: ['**/dist', '**/node_modules', '.nx', '**/vitest.config.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  // Projects of their own, whose types come from the packed packages: tests of those check them.
  { files: ['examples/**/*.{ts,tsx}'], extends: [tseslint.configs.recommended] },
  {
    files: ['**/*.ts'],
    ignores: ['examples/**'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { '@nx': nx, house, 'rxjs-x': rxjsX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': boundaries({ anyNpm: false }),
      'house/no-import-circles': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60 }],

      // The compiler reports these already.
      '@typescript-eslint/no-unused-vars': 'off',
      // An interface may ask for a promise that an implementation has no use for.
      '@typescript-eslint/require-await': 'off',
      // A walk up a chain of parents starts at `this`.
      '@typescript-eslint/no-this-alias': 'off',
      // Many an assertion tells the reader what a shape is, though the compiler would take it without.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],

      'rxjs-x/no-async-subscribe': 'error',
      'rxjs-x/no-create': 'error',
      'rxjs-x/no-ignored-notifier': 'error',
      'rxjs-x/no-ignored-replay-buffer': 'error',
      'rxjs-x/no-index': 'error',
      'rxjs-x/no-internal': 'error',
      'rxjs-x/no-nested-subscribe': 'error',
      'rxjs-x/no-redundant-notify': 'error',
      'rxjs-x/no-sharereplay': 'error',
      'rxjs-x/no-subject-unsubscribe': 'error',
      'rxjs-x/no-topromise': 'error',
      'rxjs-x/no-unsafe-takeuntil': 'error',
      'rxjs-x/prefer-root-operators': 'error',
    },
  },
  {
    files: tests,
    ignores: ['examples/**'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries({ anyNpm: true }),
      // A `describe` holds a whole suite.
      'max-lines-per-function': 'off',
      // Tests hand over wrong values, and misuse streams, on purpose.
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      'rxjs-x/no-nested-subscribe': 'off',
      'rxjs-x/no-redundant-notify': 'off',
    },
  },
  {
    files: ['**/{common,helper,helpers,misc,types,util,utils}.{ts,mjs}'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'Program',
          message: 'A file is named after what it does: put each part where it is used.',
        },
      ],
    },
  },
  prettier,
);
