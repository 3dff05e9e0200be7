import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { root } from '../root.ts';

/** Words that once named things here though the field has words for them, by the folder or file in which nothing is named so. */
const replaced: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'packages/wasm/src': {
    told: 'dynamic sizes, size arguments',
    toldTo: 'dynamic sizes, size arguments',
    Workshop: 'BufferArena',
    KnownCode: 'KernelCache',
    KeyedLater: 'a lazy key map',
    Prepared: 'Executable',
    Placement: 'BufferAssignment',
    bring: 'upload',
    home: 'resident',
    Unit: 'ScheduleItem',
    Group: 'FusionGroup',
    inside: 'temporary',
    still: 'invariant',
    looked: 'observed',
    unseen: 'donated',
    Crew: 'WorkerGroup',
    Parts: 'ParallelKernels',
    Led: 'a name of the field',
    CompiledPlan: 'Executable',
    Planner: 'ExecutableMaker',
  },
  'packages/graph/src': {
    numbering: 'uniqueInverse',
    listing: 'unique',
    taking: 'gatherRows',
    spreading: 'scatterRows',
    blank: 'zeros',
    pull: 'vjp',
    addUp: 'accumulate',
    Intake: 'InputPort',
    Live: 'LiveFrame',
    unseen: 'donated',
    NodeRule: 'NodeOperation',
    LoopPlan: 'LoopDefinition',
  },
  'packages/graph/src/gradient/backward.ts': { arrived: 'adjoint', passed: 'input adjoints' },
  'packages/graph/src/node/node.ts': { arrived: 'adjoint', passed: 'input adjoints' },
  'packages/graph/src/sources': { held: 'initial value' },
  'packages/graph/src/wire': { Cell: 'SourceValue', cell: 'sourceValue', Rule: 'WireOperation', rule: 'operation' },
  'packages/graph/src/wire/loops.ts': { place: 'pad', part: 'split', blank: 'zeros' },
  'packages/data/src': {
    Reading: 'EpochIterator',
    CountedReading: 'CountedIterator',
    Cursor: 'DatasetIterator',
    cursor: 'iterator',
    Position: 'Offset',
    Place: 'SourceOffset',
    SourcePlace: 'CountedOffset',
  },
  'packages/readers/src': { Reading: 'EpochIterator', cursor: 'iterator', RowPlace: 'RowOffset' },
  'packages/log/src': { TopicPosition: 'TopicOffset', cursor: 'iterator' },
  'packages/worker/src': {
    Greeting: 'Handshake',
    Journal: 'ReplayBuffer',
    RecordPosition: 'RecordOffset',
    cursor: 'iterator',
  },
  'packages/train/src': {
    ReadingPlan: 'PassConfiguration',
    Plan: 'StepConfiguration',
    PlanParts: 'StepParts',
    cursor: 'iterator',
    Told: 'StepOutputs',
    feeder: 'recordBinder',
    drive: 'consume',
    Trains: 'Resumable',
    Journal: 'ChangeLog',
    inTurn: 'serialize',
  },
  'packages/online/src': {
    Told: 'StepOutputs',
    Intake: 'OutcomeReader',
    OlderSums: 'TwoStackAggregation',
    feeder: 'recordBinder',
    drive: 'consume',
    Trains: 'Resumable',
  },
  'packages/inspect/src': { Gauge: 'NodeSubscription' },
  'packages/optim/src': { keepWithin: 'projectOnto' },
  'apps/playground/src': { Leg: 'Segment', Gauge: 'NodeSubscription' },
};

/** The names that a file declares, of parameters, properties and variables inside functions too, with their lines. */
function declaredNames(path: string, text: string): { readonly name: string; readonly line: number }[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const found: { name: string; line: number }[] = [];
  const visit = (node: ts.Node): void => {
    const { name } = node as ts.NamedDeclaration;
    const isDeclared = name !== undefined && !ts.isPropertyAccessExpression(node) && !ts.isMetaProperty(node);
    if (isDeclared && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)))
      found.push({
        name: name.text.replace(/^#/, ''),
        line: source.getLineAndCharacterOfPosition(name.getStart(source)).line + 1,
      });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const filesIn = (path: string): string[] =>
  path.endsWith('.ts')
    ? [path]
    : readdirSync(root + path, { recursive: true, encoding: 'utf8' })
        .filter(file => file.endsWith('.ts'))
        .map(file => `${path}/${file}`);

describe('names are the field’s', () => {
  it.each(Object.entries(replaced))('%s', (place, words) => {
    const old = filesIn(place).flatMap(path =>
      declaredNames(path, readFileSync(root + path, 'utf8'))
        .filter(({ name }) => Object.hasOwn(words, name))
        .map(({ name, line }) => `${path}:${line}: ${name} is called ${words[name]}`),
    );
    expect(old).toEqual([]);
  });

  it('sees names of every kind of declaration', () => {
    const text =
      'class A { #b = 1; c(d: E) { const { f, g: h } = d; } }\ninterface I { j: K }\nfunction l() { return m.n; }';
    expect(declaredNames('all.ts', text).map(({ name }) => name)).toEqual('A b c d f h I j l'.split(' '));
  });
});
