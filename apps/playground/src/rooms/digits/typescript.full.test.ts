import { readDigits } from 'digits/read-digits';
import { splitDigits } from 'digits/split-digits';
import { someOf } from '@thalweg/programs/fault-runs';
import { expect, it } from 'vitest';
import type { RoomState } from '../../page/address.ts';
import { printed } from '../../testing/printed.ts';
import { parsePlan } from './training/plan-address.ts';
import { choosable, type Plan } from './training/plan.ts';
import { Session } from './training/session.ts';
import type { Point, TrainingEvent } from './training/training-event.ts';
import { typescriptOf } from './typescript.ts';

const all = readDigits();

/** Returns what the program of a plan should print: the numbers of the room at the plan’s place. */
async function shown(plan: Plan): Promise<string> {
  const points: Point[] = [];
  let loss: number | undefined;
  await new Promise<void>(rested => {
    const session = new Session(splitDigits(all, plan.seed), plan, Infinity, (event: TrainingEvent) => {
      if (event.kind === 'point') points.push(event);
      if (event.kind !== 'plan') return;
      loss = event.loss;
      if (event.activity !== 'resting') return;
      session.close();
      rested();
    });
    session.open(false);
  });
  const { step } = plan.place;
  return `step ${step} loss ${loss} accuracy ${points[0]!.accuracy}\n`;
}

const states: RoomState[] = [
  { a: '0:adam:0.002~60', at: 'a:60' },
  { a: '0:adam:0.002~40:adam:0.01~90', b: 'a~50:sgd:0.1~60:momentum:0.02~70:momentum:0.005~80', at: 'b:75', seed: '3' },
  ...someOf(choosable).map(name => ({ a: `0:sgd:0.1~10:${name}:0.001~12`, at: 'a:12' })),
];

it('a copied program prints the numbers of the room, with other optimizers and changes of them', async () => {
  const texts = await printed(states.map(typescriptOf));
  for (const [index, state] of states.entries())
    expect(texts[index], typescriptOf(state)).toBe(await shown(parsePlan(state).plan));
});

it('a copied program has the choices of the visitor as plain code', () => {
  const program = typescriptOf(states[1]!);
  expect(program.slice(program.indexOf('const rate1'), program.indexOf('const measures'))).toBe(
    [
      'const rate1 = new BehaviorSubject(0.002);',
      'learn(50, adam({ learningRate: rate1 }), taken => {',
      '  if (taken === 40) rate1.next(0.01);',
      '});',
      'learn(60, sgd({ learningRate: 0.1 }));',
      'const rate3 = new BehaviorSubject(0.02);',
      'const learned = learn(75, momentum({ learningRate: rate3 }), taken => {',
      '  if (taken === 70) rate3.next(0.005);',
      '});',
      '',
      '',
    ].join('\n'),
  );
});
