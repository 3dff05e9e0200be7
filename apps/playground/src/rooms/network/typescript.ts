import type { RoomState } from '../../shell/address.ts';
import { optimizerProgram } from './optimizer-program.ts';
import { joinModules } from './join-modules.ts';
import learnPoints from './pipeline/learn-points.ts?raw';
import measurePoints from './pipeline/measure-points.ts?raw';
import pointColumns from './pipeline/point-columns.ts?raw';
import pointNetwork from './pipeline/point-network.ts?raw';
import points from './pipeline/points.ts?raw';
import setWeight from './pipeline/set-weight.ts?raw';
import { POINTS, type Settings } from './settings.ts';
import { parseSettings } from './settings-address.ts';
import { mostClasses } from './shape-facts.ts';

/** Returns a program that trains the network of an address in Node, and prints its numbers as a line of JSON. */
export function typescriptOf(state: RoomState): string {
  const { settings } = parseSettings(state);
  const parts = [points, pointColumns, pointNetwork, learnPoints, measurePoints];
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
