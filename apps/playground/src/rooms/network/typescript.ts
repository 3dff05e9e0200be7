import type { RoomState } from '../../shell/address.ts';
import { optimizerProgram } from './optimizer-program.ts';
import { joinModules } from './join-modules.ts';
import learnPoints from './pipeline/learn-points.ts?raw';
import measurePoints from './pipeline/measure-points.ts?raw';
import pointColumns from './pipeline/point-columns.ts?raw';
import pointNetwork from './pipeline/point-network.ts?raw';
import points from './pipeline/points.ts?raw';
import setWeight from './pipeline/set-weight.ts?raw';
import { valueAt } from '../descent/timeline.ts';
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
  const penaltyNow = strength.length === 1 ? `${valueAt(strength, 0)}` : 'strengths.findLast(([at]) => at <= step)![1]';
  const setNow =
    edits.length === 0
      ? []
      : [
          '  for (const { step: at, value, ...place } of edits)',
          '    if (at === step) setWeight(network, place, value);',
        ];
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
    ...(strength.length === 1 ? [] : [`const strengths = ${literal(strength)} as const;`]),
    ...(edits.length === 0
      ? []
      : [`const edits: readonly (WeightPlace & { step: number; value: number })[] = ${literal(edits)};`]),
    `for (let step = 0; step <= ${step}; step++) {`,
    '  // Weights that were set by hand, before the step is taken.',
    ...setNow,
    `  if (step === ${step}) break;`,
    ...changes.map(line => `  ${line}`),
    `  learning.step(${penaltyNow});`,
    '}',
    'const [onTrain, onTest] = [measurePoints(network, train, runner)(), measurePoints(network, test, runner)()];',
    `console.log(JSON.stringify({ step: ${step}, train: onTrain, test: onTest }));`,
  ]
    .filter(line => !(line.startsWith('  // Weights') && edits.length === 0))
    .join('\n');
}

/** Returns the part of the program that has the points. */
function pointsProgram({ shape, classes, noise, seed, points: own }: Settings): string {
  const added = `const own: LabelledPoint[] = ${literal(own)};`;
  if (shape === 'none')
    return [
      added,
      'const train = own.filter((_, i) => i % 4 !== 3);',
      'const test = own.filter((_, i) => i % 4 === 3);',
    ].join('\n');
  const drawn = { shape, classes: Math.min(classes, mostClasses(shape)), noise, seed, count: POINTS };
  return [
    `const drawn = drawPoints(${literal(drawn)});`,
    ...(own.length === 0 ? [] : [added]),
    `const train = ${own.length === 0 ? '' : '['}${own.length === 0 ? `drawn.slice(0, ${POINTS / 2})` : `...drawn.slice(0, ${POINTS / 2}), ...own`}${own.length === 0 ? '' : ']'};`,
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
