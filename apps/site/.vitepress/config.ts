import { existsSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { repositoryAddress } from '../src/addresses.ts';
import { editableBlocks } from '../src/markdown/editable-blocks.ts';
import { outsideLinks } from '../src/markdown/outside-links.ts';
import { rememberedHighlight } from '../src/markdown/remembered-highlight.ts';
import { sidebar } from '../src/navigation/sidebar.ts';
import { root } from '../src/root.ts';
import { bundleSandbox } from '../src/sandbox/bundle-sandbox.ts';
import { searchedHtml } from '../src/search/searched-html.ts';

const docs = `${root}docs`;
const repository = repositoryAddress();

export default defineConfig({
  title: 'Thalweg',
  description: 'Reactive dataflow graphs that learn: gradient descent and back-propagation as RxJS pipelines.',
  lang: 'en',
  srcDir: docs,
  cacheDir: `${root}.nx/vitepress`,
  outDir: `${root}apps/site/dist`,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config(markdown) {
      rememberedHighlight(markdown);
      editableBlocks(markdown);
      outsideLinks(markdown, {
        exists: path => existsSync(`${docs}/${path}`),
        repository: repository === undefined ? undefined : `${repository}/blob/main/`,
      });
    },
  },
  vite: {
    // Setting `conditions` replaces the defaults, which Vite adds to these; rxjs has its modern build under `es2015`.
    resolve: { conditions: ['@thalweg/source', 'es2015'] },
    ssr: { resolve: { conditions: ['@thalweg/source'] } },
    build: { target: 'es2022', chunkSizeWarningLimit: 4_000 },
  },
  buildEnd: ({ outDir }) => bundleSandbox(`${outDir}/sandbox.js`),
  themeConfig: {
    nav: [
      { text: 'Start', link: '/start/install' },
      { text: 'Guides', link: '/guides/data' },
      { text: 'API', link: '/api/' },
      // A target makes the browser leave this app: the playground is another one.
      { text: 'Playground', link: '/playground/', target: '_self' },
    ],
    sidebar: sidebar(docs),
    outline: [2, 3],
    search: { provider: 'local', options: { _render: searchedHtml } },
    ...(repository === undefined ? {} : { socialLinks: [{ icon: 'github', link: repository }] }),
  },
});
