import { readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import {
  Application,
  Comment,
  Converter,
  ReflectionKind,
  TSConfigReader,
  type ProjectReflection,
  type TypeDocOptions,
} from 'typedoc';
import { root } from '../root.ts';
import { CollectedWarnings } from './collected-warnings.ts';
import { readmeOnPage } from './readme-on-page.ts';
import { typedocOptions } from './typedoc-options.ts';

/** Begins the names of modules while typedoc resolves links such as `@thalweg/graph!relu`. */
const SCOPE = '@thalweg/';

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
    const manifest = readFileSync(`${root}packages/${name}/package.json`, 'utf8');
    const { description } = JSON.parse(manifest) as { readonly description: string };
    return `| [${name}](${name}.md) | ${description} |`;
  });
  const import_ = 'A name is imported from `thalweg/…`, or from `@thalweg/…` if only that package is installed.';
  return ['# API', '', import_, '', '| package | contents |', '| --- | --- |', ...rows, ''].join('\n');
}

/** Names modules after their packages instead of their folders. */
function namePackages(app: Application): void {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
    const folder = /^packages\/([^/]+)\/src/.exec(reflection.name)?.[1];
    if (reflection.kind === ReflectionKind.Module && folder !== undefined) reflection.name = SCOPE + folder;
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
    const readme = readFileSync(`${root}packages/${module.name}/README.md`, 'utf8');
    module.comment = new Comment([{ kind: 'text', text: readmeOnPage(readme, module.name, { optional }) }]);
  }
}
