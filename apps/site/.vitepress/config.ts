import { existsSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { projectAddresses, root } from '../src/repository/addresses.ts';
import { firstParagraph, socialTags, withSidebarClass } from '../src/head/head.ts';
import { codeTheme, rememberedHighlight } from '../src/markdown/highlight.ts';
import { editableBlocks } from '../src/markdown/editable-blocks.ts';
import { outsideLinks } from '../src/markdown/outside-links.ts';
import { projectLinks, sidebar } from '../src/navigation/sidebar.ts';
import { bundleSandbox } from '../src/sandbox/bundle-sandbox.ts';
import { localSearch } from '../src/search/local-search.ts';

const docs = `${root}docs`;
const { repository, homepage } = projectAddresses();
const { version } = JSON.parse(readFileSync(`${root}packages/thalweg/package.json`, 'utf8')) as { version: string };

/** The modules that render the pages are used once, so nothing looks for what they could leave out. */
const wholeOnServer = {
  name: 'whole-on-server',
  config: (_: object, { isSsrBuild = false }) =>
    isSsrBuild ? { build: { rollupOptions: { treeshake: false as const } } } : undefined,
};

/** A font that comes late is for the next page: text that somebody reads does not move. */
const stillText = {
  name: 'still-text',
  enforce: 'pre' as const,
  transform: (code: string, id: string) =>
    id.endsWith('theme-default/styles/fonts.css') ? code.replaceAll('swap;', 'optional;') : undefined,
};

export default defineConfig({
  title: 'Thalweg',
  description: 'Reactive dataflow graphs that learn: gradient descent and back-propagation as RxJS pipelines.',
  lang: 'en',
  srcDir: docs,
  cacheDir: `${root}.nx/vitepress`,
  outDir: `${root}apps/site/dist`,
  transformPageData(page) {
    const isApi = page.relativePath.startsWith('api/');
    // Those of the API are written from docstrings.
    if (isApi) return { frontmatter: { ...page.frontmatter, editLink: false } };
    return { description: firstParagraph(readFileSync(`${docs}/${page.filePath}`, 'utf8')) ?? page.description };
  },
  transformHead: ({ page, title, description, siteData }) => [
    // The code of a block may not take its frame to another page. What a page writes into a frame itself is none.
    ['meta', { 'http-equiv': 'Content-Security-Policy', content: "frame-src 'none'" }],
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${siteData.base}logo.svg` }],
    ...socialTags(
      { title, description, path: page.replace(/(index)?\.md$/, (_, index) => (index ? '' : '.html')) },
      homepage,
    ),
  ],
  markdown: {
    theme: codeTheme,
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
    plugins: [wholeOnServer, stillText],
  },
  transformHtml: withSidebarClass,
  buildEnd: ({ outDir }) => bundleSandbox(`${outDir}/sandbox.js`),
  themeConfig: {
    nav: [
      { text: 'Start', link: '/start/install' },
      { text: 'Guides', link: '/guides/data' },
      { text: 'API', link: '/api/' },
      { text: 'Examples', link: '/examples' },
      // A target makes the browser leave this app: the playground is another one.
      { text: 'Playground', link: '/playground/', target: '_self' },
      { text: `v${version}`, link: '/versioning' },
    ],
    // With its size, nothing moves when it comes.
    logo: { src: '/logo.svg', width: 24, height: 24, alt: '' },
    sidebar: sidebar(docs),
    outline: [2, 3],
    search: { provider: 'local', options: localSearch(docs) },
    ...projectLinks(repository),
  },
});
