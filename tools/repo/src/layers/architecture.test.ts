import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scopedPackages } from '../packages/scoped-packages.ts';
import { root } from '../root.ts';
import { type Floors, layers } from './layers.ts';

const text = readFileSync(`${root}ARCHITECTURE.md`, 'utf8');

/** A row of the table of places: a question, its file, and what to look for in it. */
interface Place {
  readonly question: string;
  readonly files: readonly string[];
  readonly names: readonly string[];
}

/** Returns the part of the page below a heading. */
const section = (heading: string): string => text.split(/^## /m).find(part => part.startsWith(`${heading}\n`))!;

const places: readonly Place[] = [...section('Where things are').matchAll(/^\| (.*) \| (`.*) \|$/gm)].map(
  ([, question, answer]) => {
    const quoted = [...answer!.matchAll(/`([^`]+)`/g)].map(([, one]) => one!);
    return {
      question: question!,
      files: quoted.filter(one => one.includes('/')),
      names: quoted.filter(one => !one.includes('/')),
    };
  },
);

const source = (place: Place): string => readFileSync(root + place.files.at(-1)!, 'utf8');
const asked = (question: string): Place => places.find(place => place.question === question)!;

/** Returns the lines of the first picture in a text. */
const pictureIn = (part: string): readonly string[] => /^```\n(.*?)^```/ms.exec(part)![1]!.trimEnd().split('\n');

describe('from the architecture alone', () => {
  it('one finds the gradient of matmul: one file, with the rule in it', () => {
    const place = asked('The gradient of `matmul`');
    expect(place.files).toHaveLength(1);
    expect(source(place)).toMatch(/name: 'matmul'[\s\S]*gradient: \(upstream/);
  });

  it('one finds the order of a pass and the commit of a step: a file and a function', () => {
    for (const question of ['The order of a pass', 'The commit of a step'])
      expect(asked(question)).toMatchObject({ files: [expect.any(String)], names: [expect.any(String)] });
  });

  it('each question has one file as its answer, and no question is asked twice', () => {
    expect(places.length).toBeGreaterThan(40);
    expect(places.filter(({ files, names }) => files.length !== 1 || names.length > 1)).toEqual([]);
    expect(new Set(places.map(({ question }) => question)).size).toBe(places.length);
  });

  it('every name given with a file is defined there', () => {
    const named = places.flatMap(place => place.names.map(name => ({ place, name })));
    expect(named.length).toBeGreaterThan(3);
    for (const { place, name } of named)
      expect(source(place), place.question).toMatch(
        new RegExp(`^(?:export )?(?:function|class|interface) ${name}\\b|^  ${name}\\(`, 'm'),
      );
  });

  it('one reads the page in a sitting: at most 200 lines', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(200);
  });

  it('one sees the floors of graph from the highest to the lowest', () => {
    const shown = pictureIn(text).map(line => line.trim().split(/\s+/)[0]);
    expect(shown).toEqual([...(layers['graph']!.floors as Floors)].flat().reverse());
  });

  it('one sees each package above those that it may import', () => {
    const lines = pictureIn(section('Packages')).map(line => line.trim().split(/\s+/));
    const heightOf = (name: string) => -lines.findIndex(line => line.includes(name));
    const shown = lines.flat().filter(name => scopedPackages().includes(name));
    expect([...shown].sort()).toEqual(scopedPackages().sort());
    for (const name of shown)
      for (const below of layers[name]!.layers)
        expect(heightOf(name), `${name}, ${below}`).toBeGreaterThan(heightOf(below));
  });
});
