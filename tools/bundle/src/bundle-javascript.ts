import {
  rolldown,
  RolldownMagicString,
  type LogLevel,
  type OutputOptions,
  type Plugin,
  type RolldownLog,
  type RolldownOutput,
} from 'rolldown';
import { parseSync } from 'rolldown/utils';
import { CHUNK, chunkOf } from './chunks.ts';
import { isOneFile, type Package } from './packages.ts';

/** A file of `dist`: its path in there, and its content. */
export type BuiltFile = readonly [path: string, content: string | Uint8Array];

const NAMESPACE = /^export \* as (\w+) from '(\.[^']+)'/m;

const output: OutputOptions = {
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  minifyInternalExports: false,
  // The declarations have the docstrings.
  comments: { legal: true, annotation: true, jsdoc: false },
  // With the sources in it: as files of their own they would take twice the room, and be more than all other files.
  sourcemap: true,
};

/**
 * Returns the JavaScript of a package: one chunk with its code, or two, a small module for each entry that exports names of the chunk,
 * a module for what is loaded later, and one for each program, which holds all that it takes from its package. Other packages
 * stay outside.
 */
export async function bundleJavaScript(from: Package): Promise<BuiltFile[]> {
  const { entries, choices, programs } = from;
  const groups = from.hasCode ? [{ name: chunkOf(from), debugName: CHUNK }] : [];
  const inChunks = { plugins: [namespaces()], output: { ...output, codeSplitting: { groups } } };
  const whole = { plugins: [], output: { ...output, codeSplitting: false } };
  const outputs = [await bundled(from, [...entries, ...choices], inChunks)];
  for (const program of programs) if (!isOneFile(program[0])) outputs.push(await bundled(from, [program], whole));
  return outputs.flatMap(one =>
    one.output.map(file => [file.fileName, file.type === 'chunk' ? file.code : file.source] as const),
  );
}

/** Ends a build that warns. */
export function refuseWarning(level: LogLevel, { message }: RolldownLog): void {
  if (level === 'warn') throw new Error(message);
}

async function bundled(
  { folder }: Package,
  entries: readonly (readonly [string, string])[],
  { plugins, output }: { readonly plugins: readonly Plugin[]; readonly output: OutputOptions },
): Promise<Pick<RolldownOutput, 'output'> | { readonly output: [] }> {
  if (entries.length === 0) return { output: [] };
  const build = await rolldown({
    input: Object.fromEntries(entries.map(([built, source]) => [built, `${folder}src/${source}.ts`])),
    cwd: folder,
    platform: 'neutral',
    external: /^(?!namespace:)[^./\0]/,
    preserveEntrySignatures: 'strict',
    // What nobody imports is no code of ours, and what an app does not use is dropped by its bundler.
    treeshake: false,
    tsconfig: false,
    transform: { target: 'es2022' },
    plugins: [...plugins, pureDefinitions()],
    onLog: refuseWarning,
  });
  try {
    return await build.generate({ ...output, dir: `${folder}dist` });
  } finally {
    await build.close();
  }
}

/** Leaves a module that is exported as a namespace a module of its own, since bundlers drop no part of an object. */
function namespaces(): Plugin {
  return {
    name: 'namespaces',
    transform: {
      filter: { id: /\.ts$/, code: NAMESPACE },
      async handler(code, id) {
        const [whole, name, path] = NAMESPACE.exec(code)!;
        this.emitFile({ type: 'chunk', id: (await this.resolve(path!, id))!.id, fileName: `${name}.js` });
        return { code: code.replace(whole, `export * as ${name} from 'namespace:${name}'`), map: null };
      },
    },
    resolveId: {
      filter: { id: /^namespace:/ },
      handler: id => ({ id: `./${id.slice('namespace:'.length)}.js`, external: true }),
    },
  };
}

/** A node of a syntax tree, as far as it is read here. */
interface Syntax {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly static?: boolean;
  readonly [field: string]: unknown;
}

/** What is written into the text of a module, and where. */
type Insertion = readonly [at: number, text: string];

const MARK = '/* @__PURE__ */ ';

/** What defines nothing: statements, bodies of functions, and types. */
const LATER =
  /^(ExpressionStatement|FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|TS\w*(Type|Declaration|Instantiation)\w*)$/;

/** What no bundler takes for an effect, if its parts have none. */
const PLAIN =
  /^(Literal|Identifier|ThisExpression|ArrayExpression|ObjectExpression|Property|CallExpression|NewExpression|ConditionalExpression|LogicalExpression|TemplateElement|FunctionExpression|ArrowFunctionExpression|ClassExpression|TS\w+)$/;

/**
 * Returns a plugin that lets bundlers drop a definition that nobody uses. Importing a module of ours does nothing, so its definitions
 * have no effects: each call in them is marked as pure, such as both in
 * `export const sin = elementwise('sin', { dtype: sameFloats('sin') })`; and what bundlers would keep besides, such as `...others`
 * and `2 ** 52`, is computed in a call that is. Statements keep their effects.
 */
function pureDefinitions(): Plugin {
  return {
    name: 'pure-definitions',
    transform: {
      filter: { id: /\.ts$/ },
      handler(code, id) {
        const text = new RolldownMagicString(code);
        for (const [at, inserted] of pureMarks(code, id)) text.appendLeft(at, inserted);
        return text.hasChanged() ? { code: text.toString(), map: text.generateMap({ hires: true }).toString() } : null;
      },
    },
  };
}

/** Returns what is written into a module so that its definitions have no effects, in the order of its text. */
export function pureMarks(code: string, id: string): Insertion[] {
  const { program, errors } = parseSync(id, code, { lang: 'ts' });
  if (errors.length > 0) throw new SyntaxError(`${id}: ${errors[0]!.message}`);
  const marks: Insertion[] = [];
  for (const statement of program.body) visit(statement as unknown as Syntax);
  return marks.sort(([a], [b]) => a - b);

  function visit(node: Syntax): void {
    if (LATER.test(node.type)) return;
    // Members of a class run when it is defined only if they are static.
    if (/^(MethodDefinition|PropertyDefinition|AccessorProperty)$/.test(node.type) && node.static !== true) return;
    const { init } = node;
    if (node.type === 'VariableDeclarator' && isSyntax(init) && !isPlain(init))
      return void marks.push([init.start, `${MARK}(() => (`], [init.end, '))()']);
    if (isCall(node) && !isMarked(code, node.start)) marks.push([node.start, MARK]);
    partsOf(node).forEach(visit);
  }
}

/** Whether bundlers see that an expression has no effect, once its calls are marked. */
function isPlain(node: Syntax): boolean {
  if (LATER.test(node.type)) return true;
  if (node.type === 'UnaryExpression') return (node['argument'] as Syntax).type === 'Literal';
  if (node.type === 'TemplateLiteral') return (node['expressions'] as readonly Syntax[]).length === 0;
  if (!PLAIN.test(node.type) || node['computed'] === true) return false;
  const { callee } = node;
  return partsOf(node).every(part => (isCall(node) && part === callee) || isPlain(part));
}

function partsOf(node: Syntax): Syntax[] {
  return Object.values(node).flatMap(field => (Array.isArray(field) ? field : [field]).filter(isSyntax));
}

function isSyntax(value: unknown): value is Syntax {
  return typeof value === 'object' && value !== null && typeof (value as Syntax).type === 'string';
}

function isCall({ type }: Syntax): boolean {
  return type === 'CallExpression' || type === 'NewExpression';
}

function isMarked(code: string, start: number): boolean {
  return /\/\*\s*[@#]__PURE__\s*\*\/\s*$/.test(code.slice(Math.max(0, start - 40), start));
}
