import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../root.ts';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly on: { readonly push: { readonly tags: readonly string[] } };
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly permissions: Readonly<Record<string, string>>; readonly steps: readonly Step[] }>
  >;
}

const workflow = parse(readFileSync(`${root}.github/workflows/release.yml`, 'utf8')) as Workflow;
const { permissions, steps } = workflow.jobs['publish']!;
const commands = steps.flatMap(({ run }) => run ?? []);

describe('the workflow that publishes', () => {
  it('begins with a tag of a version, and with nothing else', () => {
    expect(workflow.on).toEqual({ push: { tags: ['v*'] } });
  });

  it('may read the repository and make an identity for the provenance, no more', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  });

  it('checks everything, also what takes long, then packs, then publishes with provenance', () => {
    const at = (pattern: RegExp) => commands.findIndex(command => pattern.test(command));
    const checks = [at(/GITHUB_REF_NAME/), at(/^\.ci\/run$/), at(/^npm run test:release$/)];
    const order = [...checks, at(/npm run pack/), at(/npm publish .*--provenance/)];
    expect(order).toEqual([0, 1, 2, 3, 4]);
    expect(commands).toHaveLength(5);
    expect(existsSync(`${root}.ci/run`)).toBe(true);
  });

  it('runs only actions of GitHub, each step one thing', () => {
    for (const { uses, run } of steps) expect([uses, run].filter(each => each !== undefined)).toHaveLength(1);
    for (const { uses = 'actions/' } of steps) expect(uses).toMatch(/^actions\/([\w-]+@v\d+)?$/);
  });
});
