// The rules on RxJS that read types, which Oxlint has not. Everything else is in .oxlintrc.json.
import { defineConfig } from 'eslint/config';
import rxjsX from 'eslint-plugin-rxjs-x';
import tseslint from 'typescript-eslint';

export default defineConfig(
  { ignores: ['**/dist', '**/node_modules', '.nx', 'examples', 'packages/create-thalweg/templates'] },
  {
    files: ['**/*.ts'],
    plugins: { 'rxjs-x': rxjsX },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parser: tseslint.parser,
      // One program of all sources: each project of its own would read those below it again.
      parserOptions: { project: 'tsconfig.eslint.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'rxjs-x/no-async-subscribe': 'error',
      'rxjs-x/no-create': 'error',
      'rxjs-x/no-ignored-notifier': 'error',
      'rxjs-x/no-nested-subscribe': 'error',
      'rxjs-x/no-redundant-notify': 'error',
      'rxjs-x/no-subject-unsubscribe': 'error',
      'rxjs-x/no-topromise': 'error',
      'rxjs-x/no-unsafe-takeuntil': 'error',
    },
  },
  {
    // Tests misuse streams on purpose.
    files: ['**/*.test.ts', '**/*.test-d.ts', '**/src/testing/**/*.ts'],
    rules: { 'rxjs-x/no-nested-subscribe': 'off', 'rxjs-x/no-redundant-notify': 'off' },
  },
);
