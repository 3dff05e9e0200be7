import type { Slot } from '@thalweg/graph/engine';
import type { Fingerprint } from './description.ts';
import type { LoadedModule } from './loaded-module.ts';
import type { PlanManifest } from './manifest.ts';

/** A plan and the module that it is in. */
export interface FoundPlan {
  readonly loaded: LoadedModule;
  readonly plan: PlanManifest;
}

/** The inputs and outputs of a pass, in words. */
type PassInWords = Pick<PlanManifest, 'inputs' | 'observed'>;

/** The plans of some modules by what they are for. */
export class PlanIndex {
  readonly #plans = new Map<string, FoundPlan>();

  constructor(modules: readonly LoadedModule[]) {
    for (const loaded of modules)
      for (const plan of loaded.manifest.plans) this.#plans.set(keyOf(plan.fingerprint), { loaded, plan });
  }

  /** The plan for a pass. */
  find(fingerprint: Fingerprint): FoundPlan | undefined {
    return this.#plans.get(keyOf(fingerprint));
  }

  /** Why no plan is for a pass, in words: how it differs from the nearest one. */
  whyNot(fingerprint: Fingerprint, pass: PassInWords): string {
    const alike = ({ plan }: FoundPlan): number =>
      (plan.fingerprint.graph === fingerprint.graph ? 4 : 0) +
      (plan.fingerprint.demands === fingerprint.demands ? 2 : 0) +
      (plan.fingerprint.feeds === fingerprint.feeds ? 1 : 0) +
      namesInCommon(plan, pass);
    const [nearest] = [...this.#plans.values()].sort((a, b) => alike(b) - alike(a));
    const wanted = inWords(pass);
    if (nearest === undefined) return `${wanted}; the modules have no plans`;
    const { plan } = nearest;
    return `${wanted}; the nearest plan, '${plan.name}', is ${differenceOf(plan, fingerprint, pass)}`;
  }
}

function keyOf({ graph, sizes, feeds, demands }: Fingerprint): string {
  return `${graph}${sizes}${feeds}${demands}`;
}

/** From 0 to 1: the part of the inputs and outputs of a pass that a plan has too. */
function namesInCommon(plan: PassInWords, pass: PassInWords): number {
  const names = [...Object.keys(pass.inputs), ...pass.observed];
  const known = new Set([...Object.keys(plan.inputs), ...plan.observed]);
  return names.filter(name => known.has(name)).length / (names.length + 1);
}

function differenceOf(plan: PlanManifest, { graph, feeds, demands }: Fingerprint, pass: PassInWords): string {
  if (inputsInWords(plan.inputs) !== inputsInWords(pass.inputs)) return `for ${inputsInWords(plan.inputs)}`;
  if (plan.observed.join() !== pass.observed.join()) return `for ${plan.observed.join(', ') || 'no outputs'}`;
  if (plan.fingerprint.graph !== graph) return 'for a graph with other operations or parameters';
  if (plan.fingerprint.feeds !== feeds) return 'for other sources that are fed';
  if (plan.fingerprint.demands !== demands)
    return 'for other values that are observed, or other registers that are written';
  return 'for other sizes of parameters';
}

function inWords({ inputs, observed }: PassInWords): string {
  return `${observed.join(', ') || 'no outputs'} from ${inputsInWords(inputs)}`;
}

function inputsInWords(inputs: PassInWords['inputs']): string {
  const each = Object.entries(inputs).map(([name, sizes]) => `${name} [${sizes.join(', ')}]`);
  return each.join(', ') || 'no inputs';
}

/** Returns what a pass is fed and asked for, by name. */
export function passInWords({
  sources,
  outputs,
}: {
  readonly sources: readonly Slot[];
  readonly outputs: readonly Slot[];
}): PassInWords {
  const fed = sources.filter(({ fed }) => fed !== undefined);
  return {
    inputs: Object.fromEntries(fed.map(({ wire, shape }) => [wire.name, shape!])),
    observed: outputs.map(({ wire }) => wire.name),
  };
}
