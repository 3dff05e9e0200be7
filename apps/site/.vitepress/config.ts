import { existsSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { repositoryAddress } from '../src/addresses.ts';
import { outsideLinks } from '../src/markdown/outside-links.ts';
import { sidebar } from '../src/navigation/sidebar.ts';
import { root } from '../src/root.ts';

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
    theme: { light: 'github-light', dark: 'github-dark' },
    config(markdown) {
      outsideLinks(markdown, {
        exists: path => existsSync(`${docs}/${path}`),
        repository: repository === undefined ? undefined : `${repository}/blob/main/`,
      });
    },
  },
  themeConfig: {
    nav: [],
    sidebar: sidebar(docs),
    outline: [2, 3],
    search: { provider: 'local' },
    ...(repository === undefined ? {} : { socialLinks: [{ icon: 'github', link: repository }] }),
  },
});
