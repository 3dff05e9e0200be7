import type { TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { root } from '../root.ts';

/** The sources that typedoc reads, and the exports that it must find. */
const reading: TypeDocOptions = {
  name: 'Thalweg',
  readme: 'none',
  // One program for all packages: the compiler reads what they share once.
  entryPointStrategy: 'resolve',
  entryPoints: [`${root}packages/*/src/index.ts`],
  // A program.
  exclude: [`${root}packages/create-thalweg/**`],
  tsconfig: `${root}apps/site/tsconfig.api.json`,
  basePath: root,
  // The type check is a task of its own.
  skipErrorChecking: true,
  // What nodes and datasets have from RxJS is in RxJS's own pages.
  excludeExternals: true,
  disableGit: true,
  disableSources: true,
  requiredToBeDocumented: ['Function', 'Class', 'Interface', 'TypeAlias', 'Variable', 'Method', 'Accessor'],
  // The types that shapes are calculated with are not for users to name.
  validation: { notDocumented: true, notExported: false },
};

/** One page for each package; its heading comes with the README of the package. */
const pages: Partial<PluginOptions> & { readonly router: string } = {
  router: 'module',
  flattenOutputFiles: true,
  entryFileName: 'index',
  hidePageHeader: true,
  hidePageTitle: true,
  hideBreadcrumbs: true,
  // Ids of their own: VitePress numbers headings with one name in another way than the links do.
  useHTMLAnchors: true,
  anchorPrefix: 'api-',
  useCodeBlocks: true,
  sanitizeComments: true,
  parametersFormat: 'table',
};

/** Options of typedoc and of its plugin for Markdown. */
export const typedocOptions: TypeDocOptions = { ...reading, ...(pages as TypeDocOptions) };
