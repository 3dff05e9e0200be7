import { feed, type Node } from '@thalweg/graph';
import { nearestName, oneOf, optionsOf } from '@thalweg/tensor/engine';
import { StateError } from '@thalweg/train/state-error';
import { checkedOptions } from './checked-options.ts';
import { describeMissing, matchWeights, type Matching } from './match-weights.ts';
import type { StoredWeights } from './stored-weights.ts';
import { weightTargets, type WeightTargets } from './weight-targets.ts';
import type { LoadWeightsOptions } from './weights-options.ts';

/** A report on weights that were loaded. */
export interface LoadedWeights {
  /** The names in the file, by ours. */
  readonly loaded: Readonly<Record<string, string>>;
  /** Our names of the weights whose elements have another order in the file: transposed, or with channels first. */
  readonly reordered: readonly string[];
  /** Our names of the parameters and states that the file does not have: they keep their values. */
  readonly initialized: readonly string[];
  /** The names in the file that nothing reads. */
  readonly dropped: readonly string[];
}

/** The most problems of one kind that an error names. */
const NAMED = 12;

/** Sets the parameters and states of a model to the tensors of a file, all or none. The file is read after the options. */
export function setWeights(
  subject: string,
  nodes: Node | readonly Node[],
  { weightsIn, options }: { readonly weightsIn: () => StoredWeights; readonly options: LoadWeightsOptions | undefined },
): LoadedWeights {
  const { missing, extra, ...others } = optionsOf(subject, options, {
    names: undefined,
    convention: undefined,
    transpose: undefined,
    channelsFirst: undefined,
    missing: 'error',
    extra: 'error',
  });
  const rules = {
    missing: oneOf(subject, missing, ['error', 'initial'], 'missing') === 'error',
    extra: oneOf(subject, extra, ['error', 'drop'], 'extra') === 'error',
  };
  const found = weightTargets(subject, nodes, checkedOptions(subject, others as LoadWeightsOptions));
  const matching = matchWeights(found.targets, weightsIn());
  refuse(subject, found, matching, rules);
  if (matching.pairs.length > 0) feed(...matching.pairs);
  const { loaded, reordered } = matching;
  return {
    loaded,
    reordered,
    initialized: [...matching.own, ...matching.missing],
    dropped: [...matching.needless, ...matching.extra],
  };
}

/** Throws one error that names everything that does not fit. */
function refuse(
  subject: string,
  { targets, unused }: WeightTargets,
  { missing, extra, misfits }: Matching,
  rules: { readonly missing: boolean; readonly extra: boolean },
): void {
  const lacking = targets.filter(({ name }) => missing.includes(name)).map(target => describeMissing(target, extra));
  const names = targets.flatMap(({ name }) => [name.replace(/\/[^/]*$/, ''), name]);
  const problems = [
    ...listed(rules.missing ? lacking : []),
    ...listed(misfits),
    ...listed(rules.extra ? extra.map(name => `'${name}' for nothing`) : []),
    ...listed(unused.map(key => unusedKey(key, names))),
  ];
  if (problems.length === 0) return;
  const requirement = 'the file must have a tensor for each parameter and state, and nothing else';
  const advice = `Map names with { names }, or accept it with { missing: 'initial', extra: 'drop' }.`;
  throw new StateError(subject, requirement, problems.join('; '), advice);
}

function unusedKey(key: string, names: readonly string[]): string {
  const nearest = nearestName(key, names);
  return `a key '${key}' of no parameter${nearest === undefined ? '' : ` (is it '${nearest}'?)`}`;
}

function listed(problems: readonly string[]): string[] {
  const rest = problems.length - NAMED;
  return rest <= 0 ? [...problems] : [...problems.slice(0, NAMED), `and ${rest} more such`];
}
