import { compile } from 'svelte/compiler';
import { defaultClientConditions } from 'vite';
import { defineConfig, type Plugin } from 'vitest/config';

/** Compiles components for where they run: in a document, or on a server. */
const svelte: Plugin = {
  name: 'svelte',
  transform(source, id) {
    if (!id.endsWith('.svelte')) return undefined;
    const { consumer } = this.environment.config;
    return compile(source, { filename: id, generate: consumer === 'client' ? 'client' : 'server' }).js;
  },
};

// Without the condition for sources: these tests see the packages as others do, built. Svelte has modules of its own for
// documents, which it gives to those who ask as browsers do.
export default defineConfig({
  plugins: [svelte],
  resolve: { conditions: [...defaultClientConditions] },
  test: {
    name: 'strangers',
    include: ['src/**/*.test.ts'],
    globalSetup: ['src/set-up.ts'],
    testTimeout: 60_000,
    server: { deps: { inline: ['svelte'] } },
  },
});
