import { add, mul, parameter, read, type Node } from '@thalweg/graph';
import { expect, it } from 'vitest';
import { arrivalText, BackWalk } from './back-walk.ts';
import { arrivalAt, wayBack } from './way-back.ts';

const [x, y, z] = [parameter(-2), parameter(5), parameter(-4)];
const q = add(x, y);
const f = mul(q, z);
const names = new Map<Node, string>([
  [x, 'x'],
  [y, 'y'],
  [z, 'z'],
  [q, 'q'],
  [f, 'f'],
]);
const namesOf = (nodes: Iterable<Node>): string => [...nodes].map(node => names.get(node)).join(' ');

it('finds the way back and the numbers of the lecture on it', () => {
  expect(read(f).item()).toBe(-12);
  expect([y, z, f].map(node => namesOf(wayBack(f, node)))).toEqual(['q y', 'z', '']);
  expect([x, y, z, q, f].map(node => arrivalText(arrivalAt(f, node)))).toEqual([
    '−4 × 1 = −4',
    '−4 × 1 = −4',
    '1 × 3 = 3',
    '1 × (−4) = −4',
    '1',
  ]);
});

it('goes back box by box, and does not travel twice over the same wire', async () => {
  const walk = new BackWalk(f, f);
  const traveled: Node[] = [];
  const travel = async (to: Node): Promise<void> => void traveled.push(to);
  expect(walk.nextTo(y)).toBe(q);
  await walk.goTo(y, travel);
  expect(walk.nextTo(y)).toBeUndefined();
  await walk.goTo(x, travel);
  await walk.goTo(q, travel);
  expect(namesOf(traveled)).toBe('q y x');
  expect(walk.state$.value.at).toBe(q);
  expect(namesOf(walk.state$.value.arrived)).toBe('f q y x');
});

it('begins where an address says', () => {
  expect(namesOf(new BackWalk(f, y).state$.value.arrived)).toBe('f q y');
});

it('ends a journey when another one begins, or it is closed', async () => {
  const walk = new BackWalk(f, f);
  const arrivals: (() => void)[] = [];
  const travel = (): Promise<void> => new Promise(resolve => arrivals.push(resolve));
  const first = walk.goTo(y, travel);
  const second = walk.goTo(z, travel);
  for (const arrive of arrivals) arrive();
  await Promise.all([first, second]);
  expect(namesOf(walk.state$.value.arrived)).toBe('f z');
  const third = walk.goTo(q, travel);
  walk.close();
  arrivals.at(-1)!();
  await third;
  expect(namesOf(walk.state$.value.arrived)).toBe('f z');
});
