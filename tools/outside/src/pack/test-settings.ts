import { compile } from 'svelte/compiler';
import { defaultClientConditions, type Plugin } from 'vite';
import type { ViteUserConfig } from 'vitest/config';

/** Compiles components for where they run: in a document, or on a server. */
const svelte: Plugin = {
  name: 'svelte',
  transform(source, id) {
    if (!id.endsWith('.svelte')) return undefined;
    const { consumer } = this.environment.config;
    return compile(source, { filename: id, generate: consumer === 'client' ? 'client' : 'server' }).js;
  },
};

/**
 * Settings without the condition for sources: the tests of this package see the packages as others do, built. Svelte has modules of
 * its own for documents, which it gives to those who ask as browsers do.
 */
export const asStrangers: ViteUserConfig = {
  plugins: [svelte],
  resolve: { conditions: [...defaultClientConditions] },
};
