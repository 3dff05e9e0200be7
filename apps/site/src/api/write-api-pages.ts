import { readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import {
  Application,
  Comment,
  Converter,
  Logger,
  LogLevel,
  type ProjectReflection,
  ReflectionKind,
  TSConfigReader,
  type TypeDocOptions,
} from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { root } from '../repository/addresses.ts';

/** Begins the names of modules while typedoc resolves links such as `@thalweg/graph!relu`. */
const SCOPE = '@thalweg/';

/** The entries of packages besides their indices that have pages of their own, and what they have. */
const OTHER_ENTRIES: Readonly<Record<string, string>> = {
  'miniatures/surfaces':
    'Functions of two variables on which optimizers are tried: a ravine, a double well, Rosenbrock’s valley, with their minima.',
  'wasm/core': 'The runner with the code of named kinds of loops only, and the families of loops that it takes.',
};

/** The modules that pages are written for, if not those of all packages. */
export interface ApiSources {
  readonly entryPoints: readonly string[];
  readonly tsconfig: string;
}

/**
 * Writes the pages of the API as Markdown: `graph.md` for `@thalweg/graph`, and so on. One program reads all packages in 10 s; one
 * for each took 75 s.
 *
 * @throws Error with the warnings of typedoc if there are any, for example of an export without a docstring
 */
export async function writeApiPages(folder: string, sources?: ApiSources): Promise<void> {
  const plugin = ['typedoc-plugin-markdown', namePackages];
  const options = { ...typedocOptions, plugin, out: folder, ...sources } as TypeDocOptions;
  const app = await Application.bootstrapWithPlugins(options, [new TSConfigReader()]);
  const { warnings } = (app.logger = new CollectedWarnings());
  const project = await app.convert();
  if (project !== undefined) app.validate(project);
  if (project === undefined || warnings.length > 0)
    throw new Error(`docs: typedoc must find nothing wrong, got:\n${warnings.join('\n')}`);
  beginWithReadmes(project);
  await app.generateOutputs(project);
  await writeFile(`${folder}/index.md`, apiIndex(project.getChildrenByKind(ReflectionKind.Module)));
  await giveHeadings(folder);
}

/** Gives each page a heading that has none: those of namespaces, which have no README. */
async function giveHeadings(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const text = await readFile(`${folder}/${name}`, 'utf8');
    const title = name.split('.').at(-2);
    if (!/^# /m.test(text)) await writeFile(`${folder}/${name}`, `# ${title}\n\n${text}`);
  }
}

/** The page that lists the packages with their descriptions. */
function apiIndex(modules: readonly { readonly name: string }[]): string {
  const rows = modules.map(({ name }) => {
    const description = OTHER_ENTRIES[name] ?? descriptionOf(name);
    return `| [${name}](${name.replace('/', '.')}.md) | ${description} |`;
  });
  const import_ = 'A name is imported from `thalweg/…`, or from `@thalweg/…` if only that package is installed.';
  return ['# API', '', import_, '', '| package | contents |', '| --- | --- |', ...rows, ''].join('\n');
}

function descriptionOf(name: string): string {
  const manifest = readFileSync(`${root}packages/${name}/package.json`, 'utf8');
  return (JSON.parse(manifest) as { readonly description: string }).description;
}

/** Names modules after their packages and entries instead of their folders. */
function namePackages(app: Application): void {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
    const [, folder, entry] = /^packages\/([^/]+)\/src(\/\w+)?/.exec(reflection.name) ?? [];
    if (reflection.kind === ReflectionKind.Module && folder !== undefined)
      reflection.name = `${SCOPE}${folder}${entry ?? ''}`;
  });
}

/** Gives the modules the names of their pages, and their pages the READMEs of the packages. */
function beginWithReadmes(project: ProjectReflection): void {
  const whole = JSON.parse(readFileSync(`${root}packages/thalweg/package.json`, 'utf8')) as {
    readonly peerDependenciesMeta: object;
  };
  for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
    const optional = module.name in whole.peerDependenciesMeta;
    module.name = module.name.slice(SCOPE.length);
    const other = OTHER_ENTRIES[module.name];
    const readme =
      other === undefined
        ? readFileSync(`${root}packages/${module.name}/README.md`, 'utf8')
        : `# ${SCOPE}${module.name}\n\n${other}\n`;
    module.comment = new Comment([{ kind: 'text', text: readmeOnPage(readme, module.name, { optional }) }]);
  }
}

/** Collects what typedoc warns of, and prints nothing. */
class CollectedWarnings extends Logger {
  readonly warnings: string[] = [];

  override log(message: string, level: LogLevel): void {
    super.log(message, level);
    if (level >= LogLevel.Warn) this.warnings.push(message);
  }
}

/** The sources that typedoc reads, and the exports that it must find. */
const reading: TypeDocOptions = {
  name: 'Thalweg',
  readme: 'none',
  // One program for all packages: the compiler reads what they share once.
  entryPointStrategy: 'resolve',
  entryPoints: [
    `${root}packages/*/src/index.ts`,
    ...Object.keys(OTHER_ENTRIES).map(name => `${root}packages/${name.replace('/', '/src/')}.ts`),
  ],
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
const typedocOptions: TypeDocOptions = { ...reading, ...(pages as TypeDocOptions) };

/** Options of {@link readmeOnPage}. */
interface PageOptions {
  /** True for a package that `thalweg` does not bring. */
  readonly optional?: boolean;
}

/**
 * The README of a package as the beginning of its page in `docs/api`: links lead to pages of the site if they can.
 *
 * - to a page of `docs`: to that page
 * - to the README of another package: to the page of the package
 * - to other files of the workspace: from the folder `docs/api` on, where they are treated as in other pages
 *
 * Below its heading the page says what an app writes that has installed the whole package.
 */
export function readmeOnPage(readme: string, name: string, { optional = false }: PageOptions = {}): string {
  const needed = optional ? `\`thalweg\` and \`@thalweg/${name}\`` : '`thalweg`';
  const whole = readme.replace(
    /^# @thalweg\/.*\n/,
    heading => `${heading}\nWith ${needed} installed, import it from \`thalweg/${name}\`.\n`,
  );
  return whole.replaceAll(/\]\((\.{1,2}\/[^)\s#]*)(#[^)\s]*)?\)/g, (_, path: string, anchor = '') => {
    const file = new URL(path, `file:///packages/${name}/`).pathname.slice(1);
    return `](${fromApi(file)}${anchor as string})`;
  });
}

function fromApi(file: string): string {
  const other = /^packages\/([^/]+)\/(README\.md)?$/.exec(file)?.[1];
  if (other !== undefined) return `${other}.md`;
  return file.startsWith('docs/') ? `../${file.slice('docs/'.length)}` : `../../${file}`;
}
