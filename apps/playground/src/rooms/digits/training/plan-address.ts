import type { OptimizerName } from 'digits/optimizers';
import type { RoomState } from '../../../page/address.ts';
import {
  choosable,
  firstPlan,
  LAST_STEP,
  MOST_BRANCHES,
  type Branch,
  type Choice,
  type Place,
  type Plan,
} from './plan.ts';

/** The names of branches in the address, in order. */
const LETTERS = 'abcdefgh';

/** Returns the letter of a branch. */
export const letterOf = (branch: number): string => LETTERS[branch]!;

/**
 * Formats a plan for the address, with a key for each branch: `a=0:adam:0.002~500` takes 500 steps with Adam at a rate of
 * 0.002, and `b=a~250:sgd:0.1~700` leaves it after 250 steps and continues to step 700 with plain descent.
 */
export function formatPlan({ seed, branches, place }: Plan): RoomState {
  const text = ({ parent, choices, last }: Branch): string =>
    [
      ...(parent === undefined ? [] : [letterOf(parent)]),
      ...choices.map(({ step, optimizer, rate }) => `${step}:${optimizer}:${rate}`),
      last,
    ].join('~');
  return {
    ...(seed === firstPlan().seed ? {} : { seed: `${seed}` }),
    ...Object.fromEntries(branches.map((branch, i) => [letterOf(i), text(branch)])),
    at: `${letterOf(place.branch)}:${place.step}`,
  };
}

/** Parses the plan of an address. An invalid plan is replaced by that of a new room, and reported as a problem. */
export function parsePlan(state: RoomState): { readonly plan: Plan; readonly problem: string | undefined } {
  const seed = state['seed'] === undefined ? 1 : wholeOf(state['seed'], 1e6);
  const texts = [...LETTERS].map(letter => state[letter]);
  const count = texts.findLastIndex(text => text !== undefined) + 1;
  if (seed !== undefined && count === 0) return { plan: firstPlan(seed), problem: undefined };
  const branches: Branch[] = [];
  for (const text of texts.slice(0, count)) {
    const branch = text === undefined ? undefined : parseBranch(text, branches);
    if (branch === undefined) return refused(state);
    branches.push(branch);
  }
  const place = parsePlace(state['at'] ?? '', branches);
  if (seed === undefined || place === undefined) return refused(state);
  return { plan: { seed, branches: branches as unknown as Plan['branches'], place }, problem: undefined };
}

function refused(state: RoomState): { readonly plan: Plan; readonly problem: string } {
  const text = Object.entries(state)
    .map(pair => pair.join('='))
    .join(' ');
  return {
    plan: firstPlan(),
    problem: `The address asks for a training that cannot be: “${text.slice(0, 200)}”. This is a new one.`,
  };
}

function parseBranch(text: string, before: readonly Branch[]): Branch | undefined {
  const parts = text.split('~');
  const parent = before.length === 0 ? undefined : LETTERS.indexOf(parts.shift()!);
  const last = wholeOf(parts.pop() ?? '', LAST_STEP);
  const choices = parts.map(parseChoice);
  const first = choices[0]?.step;
  const isRight =
    before.length < MOST_BRANCHES &&
    last !== undefined &&
    choices.every(
      (choice, i) => choice !== undefined && choice.step <= last && (i === 0 || choice.step > choices[i - 1]!.step),
    ) &&
    (parent === undefined ? first === 0 : leaves(before[parent], first));
  return isRight ? { parent, choices: choices as unknown as Branch['choices'], last } : undefined;
}

/** Returns true if a branch can be left after a step. */
function leaves(parent: Branch | undefined, step: number | undefined): boolean {
  return parent !== undefined && step !== undefined && step >= parent.choices[0].step && step <= parent.last;
}

function parseChoice(text: string): Choice | undefined {
  const [at = '', name, rateText = '', ...more] = text.split(':');
  const step = wholeOf(at, LAST_STEP);
  const optimizer = choosable.find(one => one === name) as OptimizerName | undefined;
  const rate = Number(rateText);
  const isRight = step !== undefined && optimizer !== undefined && rate > 0 && rate < Infinity && more.length === 0;
  return isRight ? { step, optimizer, rate } : undefined;
}

function parsePlace(text: string, branches: readonly Branch[]): Place | undefined {
  const [letter = '', at = '', ...more] = text.split(':');
  const branch = letter.length === 1 ? LETTERS.indexOf(letter) : -1;
  const step = wholeOf(at, branches[branch]?.last ?? -1);
  return step === undefined || more.length > 0 ? undefined : { branch, step };
}

function wholeOf(text: string, most: number): number | undefined {
  return /^\d{1,7}$/.test(text) && Number(text) <= most ? Number(text) : undefined;
}
