import type { Scene } from '../scene.ts';
import type { Settings } from '../settings.ts';
import { raceCall, racerCodes } from './racer-code.ts';

/** The surfaces that are made by a function. */
const made = ['ravine', 'doubleWell'];

/** Returns a program in which optimizers descend a surface. */
export function surfaceProgram(scene: Scene, settings: Settings): string {
  const racers = racerCodes(scene.entrants, settings);
  const streams = racers.flatMap(({ streams }) => streams);
  const optimizers = racers.map(({ entrant }) => entrant.name).sort();
  return `// Optimizers on a surface (${scene.title}): where each is after ${settings.step} steps, and the loss there.
${streams.length > 0 ? "import { BehaviorSubject } from 'rxjs';\n" : ''}import { parameter, read, stack } from 'thalweg/graph';
import { ${[...optimizers, 'type Transform'].join(', ')} } from 'thalweg/optim';
import { ${scene.name} } from 'thalweg/surfaces';
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
