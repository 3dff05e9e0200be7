import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defaultClientConditions, defineConfig } from 'vite';
import { backboneFile } from './build/backbone-file.ts';

export default defineConfig({
  root: import.meta.dirname,
  // Relative addresses work below any path of a plain static host.
  base: './',
  plugins: [svelte({ configFile: false }), backboneFile()],
  // Setting `conditions` replaces the defaults, so they are spread in; rxjs has its modern build under `es2015`.
  resolve: { conditions: ['@thalweg/source', 'es2015', ...defaultClientConditions] },
  build: { target: 'es2022', modulePreload: { polyfill: false } },
});
