import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { root } from '../root.ts';

const text = readFileSync(`${root}ARCHITECTURE.md`, 'utf8');

/** A row of the table of places: a question, files, and what to look for in the last of them. */
interface Place {
  readonly question: string;
  readonly files: readonly string[];
  readonly name: string | undefined;
}

const places: readonly Place[] = [...text.matchAll(/^\| ([^|`]*(?:`\w+`[^|`]*)?) \| (`[^|]*) \|$/gm)].map(
  ([, question, answer]) => {
    const quoted = [...answer!.matchAll(/`([^`]+)`/g)].map(([, one]) => one!);
    return {
      question: question!,
      files: quoted.filter(one => one.includes('/')),
      name: quoted.find(one => !one.includes('/')),
    };
  },
);

const source = (place: Place): string => readFileSync(root + place.files.at(-1)!, 'utf8');
const asked = (question: string): Place => places.find(place => place.question === question)!;

describe('from the architecture alone', () => {
  it('one finds the gradient of matmul: one file, with the rule in it', () => {
    const place = asked('The gradient of `matmul`');
    expect(place.files).toHaveLength(1);
    expect(source(place)).toMatch(/name: 'matmul'[\s\S]*gradient: \(upstream/);
  });

  it('one finds the order of a pass and the commit of a step: a file and a function', () => {
    for (const question of ['The order of a pass', 'The commit of a step'])
      expect(asked(question)).toMatchObject({ files: [expect.any(String)], name: expect.any(String) });
  });

  it('every name given with a file is defined there', () => {
    const named = places.filter(({ name }) => name !== undefined);
    expect(named.length).toBeGreaterThan(3);
    for (const place of named)
      expect(source(place), place.question).toMatch(
        new RegExp(`^(?:export )?(?:  )?(?:function )?${place.name}\\(`, 'm'),
      );
  });
});
