import { compile } from 'svelte/compiler';
import { defaultClientConditions } from 'vite';
import { type Plugin } from 'vitest/config';
import { testsOf } from '../../vitest.config.ts';

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
export default testsOf('strangers', {
  plugins: [svelte],
  resolve: { conditions: [...defaultClientConditions] },
  ssr: {},
  test: { globalSetup: ['src/set-up.ts'], server: { deps: { inline: ['svelte'] } } },
});
