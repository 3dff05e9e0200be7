import { optimizers, type OptimizerName } from 'digits/optimizers';

/** The optimizer and learning rate that apply after a step. */
export interface Choice {
  readonly step: number;
  readonly optimizer: OptimizerName;
  readonly rate: number;
}

/** A branch of the training. It begins with the first weights, or leaves another branch at the step of its first choice. */
export interface Branch {
  /** The number of the branch that it leaves; undefined for the first branch. */
  readonly parent: number | undefined;
  /** The choices in the order of steps. The branch begins at the step of the first one. */
  readonly choices: readonly [Choice, ...Choice[]];
  /** The last step of the branch so far. */
  readonly last: number;
}

/** A position in a training: a step of a branch. */
export interface Place {
  readonly branch: number;
  readonly step: number;
}

/** The plan that determines a training. */
export interface Plan {
  readonly seed: number;
  readonly branches: readonly [Branch, ...Branch[]];
  readonly place: Place;
}

/** The batch size and the number of hidden units, as in the command-line program. */
export const BATCH = 32;
export const HIDDEN = 128;

/** The maximum number of epochs, and of steps: 250 in an epoch, with 8,000 digits in batches of 32. */
export const EPOCHS = 20;
export const LAST_STEP = EPOCHS * 250;

/** The maximum number of branches: the chart has a colour for each. */
export const MOST_BRANCHES = 8;

/** The possible speeds in steps per second; `Infinity` is without limit. */
export const SPEEDS = [10, 50, 250, Infinity] as const;

/** The names of the optimizers whose learning rate can be changed. */
export const choosable = (Object.keys(optimizers) as OptimizerName[]).filter(name => 'make' in optimizers[name]);

/** Returns the plan of a new room. */
export function firstPlan(seed = 1): Plan {
  const choice = { step: 0, optimizer: 'adam', rate: optimizers.adam.rate } as const;
  return { seed, branches: [{ parent: undefined, choices: [choice], last: 0 }], place: { branch: 0, step: 0 } };
}

/** Returns the choices from the first weights to the end of a branch. */
export function choicesTo({ branches }: Pick<Plan, 'branches'>, branch: number): Choice[] {
  const { parent, choices } = branches[branch]!;
  if (parent === undefined) return [...choices];
  return [...choicesTo({ branches }, parent).filter(({ step }) => step < choices[0].step), ...choices];
}

/** Returns the choice that applies to the step after `step`. */
export function choiceAt(choices: readonly Choice[], step: number): Choice {
  return choices.findLast(choice => choice.step <= step)!;
}

/** Returns the branch that trained a step on the path to a branch: the branch itself or an ancestor. */
export function madeBy({ branches }: Pick<Plan, 'branches'>, branch: number, step: number): number {
  const { parent, choices } = branches[branch]!;
  return parent === undefined || step > choices[0].step ? branch : madeBy({ branches }, parent, step);
}

/** Returns a unique name for a place: the branch that trained its step, and the step. */
export function placeName(plan: Pick<Plan, 'branches'>, { branch, step }: Place): string {
  return `${madeBy(plan, branch, step)}:${step}`;
}

/** Returns the plan with another choice from its place on. Before the end of its branch, this starts a new branch. */
export function chosen(plan: Plan, change: Partial<Pick<Choice, 'optimizer' | 'rate'>>): Plan {
  const there = atEnd(plan);
  const { branch, step } = there.place;
  const { choices, ...rest } = there.branches[branch]!;
  const choice = { ...choiceAt(choices, step), ...change, step };
  const kept = choices.filter(one => one.step < step);
  return withBranch(there, branch, { ...rest, choices: [...kept, choice] as unknown as Branch['choices'] });
}

/** Returns the plan one step further. Before the end of its branch, this starts a new branch. */
export function advanced(plan: Plan): Plan {
  const there = atEnd(plan);
  const { branch, step } = there.place;
  const place = { branch, step: step + 1 };
  return { ...withBranch(there, branch, { ...there.branches[branch]!, last: step + 1 }), place };
}

/** Returns the plan with its place at the end of a branch: the present one, or a new one that starts there. */
function atEnd(plan: Plan): Plan {
  const { branches, place } = plan;
  if (place.step === branches[place.branch]!.last) return plan;
  const choice = { ...choiceAt(choicesTo(plan, place.branch), place.step), step: place.step };
  const branch: Branch = { parent: madeBy(plan, place.branch, place.step), choices: [choice], last: place.step };
  return { ...plan, branches: [...branches, branch], place: { branch: branches.length, step: place.step } };
}

/** Returns true if the training can continue from the plan’s place. */
export function canGoOn({ branches, place }: Plan): boolean {
  return place.step < LAST_STEP && (place.step === branches[place.branch]!.last || branches.length < MOST_BRANCHES);
}

function withBranch(plan: Plan, number: number, branch: Branch): Plan {
  const branches = plan.branches.map((one, i) => (i === number ? branch : one)) as unknown as Plan['branches'];
  return { ...plan, branches };
}
