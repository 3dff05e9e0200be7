import type { RoomState } from '../../page/address.ts';
import type { Timeline } from '../descent/race/timeline.ts';
import learnPoints from './pipeline/learn-points.ts?raw';
import pointNetwork from './pipeline/point-network.ts?raw';
import points from './pipeline/points.ts?raw';
import setWeight from './pipeline/set-weight.ts?raw';
import { parseSettings } from './training/settings-address.ts';
import { POINTS, type Settings } from './training/settings.ts';
import { mostClasses } from './training/structure.ts';

/** Returns a program that trains the network of an address in Node, and prints its numbers as a line of JSON. */
export function typescriptOf(state: RoomState): string {
  const { settings } = parseSettings(state);
  const parts = [points, pointNetwork, learnPoints];
  return joinModules([...parts, ...(settings.edits.length > 0 ? [setWeight] : []), mainOf(settings)]);
}

/** Returns the part of the program that has the settings. */
function mainOf(settings: Settings): string {
  const { features, layers, activation, penalty, classes, seed, batch, step, edits, strength } = settings;
  const { imports, streams, optimizer, changes } = optimizerProgram(settings);
  const network = { features, layers, activation, penalty, classes, seed };
  const isConstant = strength.length === 1;
  return [
    imports,
    "import { wasm } from '@thalweg/wasm';",
    '',
    pointsProgram(settings),
    `const network = pointNetwork(${literal(network)});`,
    ...streams,
    'const runner = wasm({ fallback: true });',
    'const learning = learnPoints(network, train, {',
    `  optimizer: ${optimizer},`,
    `  batchSize: ${batch},`,
    `  seed: ${seed},`,
    '  runner,',
    '});',
    ...(isConstant ? [] : [`const strengths = ${literal(strength)} as const;`]),
    ...(edits.length === 0 ? [] : editsProgram(settings)),
    `for (let step = 0; step < ${step}; step++) {`,
    ...changes.map(line => `  ${line}`),
    `  learning.step(${isConstant ? strength[0]![1] : 'strengths.findLast(([at]) => at <= step)![1]'});`,
    ...(edits.length === 0 ? [] : ['  edit(step + 1);']),
    '}',
    'const [onTrain, onTest] = [measurePoints(network, train, runner)(), measurePoints(network, test, runner)()];',
    `console.log(JSON.stringify({ step: ${step}, train: onTrain, test: onTest }));`,
  ].join('\n');
}

/** Returns the part of the program that sets weights by hand. */
function editsProgram({ edits }: Settings): string[] {
  return [
    `const edits: readonly (WeightPlace & { step: number; value: number })[] = ${literal(edits)};`,
    'const edit = (now: number) =>',
    '  edits.forEach(({ step, value, ...place }) => step === now && setWeight(network, place, value));',
    'edit(0);',
  ];
}

/** Returns the part of the program that has the points. */
function pointsProgram({ shape, classes, noise, seed, points: own }: Settings): string {
  const added = own.length === 0 && shape !== 'none' ? [] : [`const own: LabelledPoint[] = ${literal(own)};`];
  if (shape === 'none')
    return [
      ...added,
      'const train = own.filter((_, i) => i % 4 !== 3);',
      'const test = own.filter((_, i) => i % 4 === 3);',
    ].join('\n');
  const drawn = { shape, classes: Math.min(classes, mostClasses(shape)), noise, seed, count: POINTS };
  const training = `drawn.slice(0, ${POINTS / 2})`;
  return [
    `const drawn = drawPoints(${literal(drawn)});`,
    ...added,
    `const train = ${added.length === 0 ? training : `[...${training}, ...own]`};`,
    `const test = drawn.slice(${POINTS / 2});`,
  ].join('\n');
}

/** Formats plain data as code. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? `'${value}'` : String(value);
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${key}: ${literal(one)}`)
    .join(', ')} }`;
}

/** The lines of a program about an optimizer. */
interface OptimizerProgram {
  readonly imports: string;
  /** Declares a stream for each slider. */
  readonly streams: readonly string[];
  /** The call that makes the optimizer. */
  readonly optimizer: string;
  /** Applies the changes of sliders, before a step. */
  readonly changes: readonly string[];
}

/** Returns the lines of a program that make an optimizer as the page does: a slider that was moved is a stream. */
function optimizerProgram({ optimizer, dials }: Pick<Settings, 'optimizer' | 'dials'>): OptimizerProgram {
  const moved = Object.entries(dials).filter(([, timeline]) => timeline.length > 1);
  const options = Object.entries(dials).map(([name, timeline]) =>
    timeline.length > 1 ? `${optionOf(name)}: ${name}` : `${optionOf(name)}: ${timeline[0]![1]}`,
  );
  return {
    imports: [
      `import { ${optimizer} } from '@thalweg/optim';`,
      ...(moved.length > 0 ? ["import { BehaviorSubject } from 'rxjs';"] : []),
      '',
    ].join('\n'),
    streams: moved.map(([name, timeline]) => `const ${name} = new BehaviorSubject(${timeline[0]![1]});`),
    optimizer: `${optimizer}({ ${options.join(', ')} })`,
    changes: moved.flatMap(([name, timeline]) => changesOf(name, timeline)),
  };
}

/** Returns the name of the option that a slider sets. */
const optionOf = (dial: string): string => (dial === 'rate' ? 'learningRate' : dial);

function changesOf(name: string, timeline: Timeline): string[] {
  return timeline.slice(1).map(([step, value]) => `if (step === ${step}) ${name}.next(${value});`);
}

/** An import statement with names in braces, as the formatter writes it. */
const IMPORT = /^import (type )?\{([^}]*)\} from '([^']+)';\n/gm;

/**
 * Returns one module from several, in their order: imports from packages are merged, with `thalweg/…` for `@thalweg/…`, those
 * from other files are left out, and nothing is exported.
 */
function joinModules(modules: readonly string[]): string {
  const imported = new Map<string, Set<string>>();
  const bodies = modules.map(text =>
    text
      .replaceAll(IMPORT, (_, type: string | undefined, names: string, from: string) => {
        if (from.startsWith('.')) return '';
        const listed = imported.get(from) ?? new Set<string>();
        for (const name of names.split(',').map(one => one.trim()))
          if (name !== '') listed.add(type === undefined ? name : `type ${name}`);
        imported.set(from, listed);
        return '';
      })
      .replaceAll(/^export /gm, '')
      .trim(),
  );
  const head = [...imported].sort(([a], [b]) => a.localeCompare(b)).map(([from, names]) => importOf(from, names));
  return `${head.join('\n')}\n\n${bodies.join('\n\n')}\n`;
}

function importOf(from: string, names: ReadonlySet<string>): string {
  // What is imported as a value is not imported again as a type.
  const all = [...names].filter(name => !(name.startsWith('type ') && names.has(name.slice(5))));
  const listed = all.sort((a, b) => bare(a).localeCompare(bare(b))).join(', ');
  return `import { ${listed} } from '${from.replace(/^@thalweg\//, 'thalweg/')}';`;
}

const bare = (name: string): string => name.replace(/^type /, '');
