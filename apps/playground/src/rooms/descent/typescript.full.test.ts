import { describe, expect, it } from 'vitest';
import type { RoomState } from '../../page/address.ts';
import { printed } from '../../testing/printed.ts';
import { RaceControl } from './race/control.ts';
import { scenes } from './scenes/scenes.ts';
import { parseSettings } from './race/settings.ts';
import { typescriptOf } from './typescript.ts';

/** Returns what the program of a state should print: the positions that the room shows. */
async function shown(state: RoomState): Promise<string> {
  const scene = await (scenes.find(({ name }) => name === state['on']) ?? scenes[0]).load();
  const control = new RaceControl(scene, parseSettings(scene, state).settings);
  const { standings } = control.state$.value;
  control.close();
  return standings
    .map(
      ({ title, spot, failedAt }) =>
        `${failedAt === undefined ? '' : `${title} diverged at step ${failedAt}\n`}${title} ${spot.join(' ')}\n`,
    )
    .join('');
}

const everybody = 'sgd,momentum,nesterov,adagrad,adadelta,rmsprop,adam,lion';
const states: RoomState[] = [
  { step: '60' },
  { step: '0' },
  ...scenes.map(({ name }) => ({ on: name, step: '40' })),
  { on: 'himmelblau', from: '-0.5,-1', step: '80', race: everybody, 'sgd.rate': '0.005~40:0.5' },
  { on: 'rosenbrock', step: '120', race: 'adam', 'adam.rate': '0.1~30:0.05~60:0.01', 'adam.beta1': '0.9~50:0.5' },
  { on: 'irises', step: '200', seed: '7', race: 'mini10,single', 'single.rate': '0.01~100:0.001' },
];

describe('a copied program', () => {
  it('prints the numbers of the room, for every surface, with schedules and racers that are lost', async () => {
    const texts = await printed(states.map(typescriptOf));
    expect(texts).toEqual(await Promise.all(states.map(shown)));
    expect(texts.join()).toContain('diverged');
  });

  it('has the settings of the visitor as plain code', () => {
    const program = typescriptOf({ on: 'ravine', step: '60', 'sgd.rate': '0.0195~20:0.01~70:0.5' });
    expect(program.slice(program.indexOf('const sgdLearningRate'))).toBe(
      [
        'const sgdLearningRate = new BehaviorSubject(0.0195);',
        "race('Plain descent', sgd({ learningRate: sgdLearningRate }), taken => {",
        '  if (taken === 20) sgdLearningRate.next(0.01);',
        '});',
        "race('Momentum', momentum({ learningRate: 0.0195, decay: 0.8 }));",
        '',
      ].join('\n'),
    );
  });

  it('is that of the first surface if there is none of this name', () => {
    expect(typescriptOf({ on: 'nowhere', step: '9' })).toBe(typescriptOf({}));
  });
});
