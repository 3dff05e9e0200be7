import { Pixels } from '@thalweg/data';
import { read } from '@thalweg/graph';
import { decodeSnapshot, encodeSnapshot, type Plain } from '@thalweg/train';
import { range, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { FEATURES, SIDE } from '../backbone/backbone.ts';
import { Lesson } from './lesson.ts';
import { accuracyOf, drawBatch, MOST_EXAMPLES } from './lesson-state.ts';

const picture = new Pixels([SIDE, SIDE, 3], new Uint8Array(SIDE * SIDE * 3).fill(9));

/** The mark of a backbone. */
const here = Float32Array.from({ length: FEATURES }, (_, i) => Math.sin(i));

/** A picture whose features say its class: a hill of numbers at its place. */
const seen = (slot: number, by = 0) => ({
  picture,
  features: Float32Array.from({ length: FEATURES }, (_, i) => (i % 8 === slot ? 1 : 0) + Math.sin(i * (by + 1)) / 5),
});

/** A lesson of two classes with four examples each, after some steps. */
function taught(steps: number): Lesson {
  const lesson = new Lesson(here);
  for (let by = 0; by < 4; by++) [0, 1].forEach(slot => lesson.teach(slot, seen(slot, by)));
  lesson.learning(range(steps)).subscribe();
  return lesson;
}

const sharesOf = (lesson: Lesson, slot: number): number[] => {
  lesson.head.see(seen(slot, 9).features);
  return Array.from(read(lesson.head.probabilities).numbers);
};

describe('a lesson', () => {
  it('learns its classes, and gives nothing to columns that no class has', () => {
    const lesson = taught(40);
    expect(sharesOf(lesson, 0)[0]).toBeGreaterThan(0.9);
    expect(sharesOf(lesson, 1)[1]).toBeGreaterThan(0.9);
    expect(sharesOf(lesson, 1).slice(2)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(lesson.state$.value.steps).toBe(40);
  });

  it('waits for examples of two classes, and learns no more when nobody subscribes', () => {
    const [lesson, ticks$] = [new Lesson(here), new Subject<void>()];
    const learning = lesson.learning(ticks$).subscribe();
    lesson.teach(0, seen(0));
    ticks$.next();
    expect(lesson.state$.value.steps).toBe(0);
    lesson.teach(1, seen(1));
    ticks$.next();
    expect(lesson.state$.value.steps).toBe(1);
    learning.unsubscribe();
    expect(ticks$.observed).toBe(false);
  });

  it('counts what an example was taken for before it is learned', () => {
    const lesson = taught(40);
    expect(accuracyOf(new Lesson(here).state$.value)).toBeUndefined();
    const before = [...lesson.state$.value.confusion];
    lesson.teach(1, seen(0, 20));
    const after = lesson.state$.value.confusion;
    expect(after.flatMap((count, place) => (count > before[place]! ? [place] : []))).toEqual([8]);
  });

  it('predicts the same bits when it was saved and opened, and learns on to the same bits', () => {
    const lesson = taught(25);
    lesson.addClass();
    lesson.rename(2, 'third');
    lesson.teach(2, seen(2));
    const opened = new Lesson(here);
    opened.open(lesson.save());
    expect(opened.state$.value).toEqual(lesson.state$.value);
    expect(sharesOf(opened, 1)).toEqual(sharesOf(lesson, 1));
    for (const one of [opened, lesson]) one.learning(range(10)).subscribe();
    expect(sharesOf(opened, 2)).toEqual(sharesOf(lesson, 2));
    expect(opened.state$.value.losses).toEqual(lesson.state$.value.losses);
  });

  it('refuses files that are broken, of others, or of another backbone, and loses nothing', () => {
    const lesson = taught(5);
    const [state, bytes, shares] = [lesson.state$.value, lesson.save(), sharesOf(lesson, 0)];
    const other = new Lesson(here.map(value => value + 1)).save();
    expect(() => lesson.open(other)).toThrow('lesson: the file must be of the same backbone as this page');
    expect(() => lesson.open(bytes.slice(0, -9))).toThrow();
    expect(() => lesson.open(new TextEncoder().encode('a picture'))).toThrow();
    expect(() => lesson.open(bytes.with(bytes.length - 5, bytes.at(-5)! ^ 1))).toThrow('checksum');
    const { version, parts } = decodeSnapshot(bytes);
    const { tensors, values } = parts['lesson']!;
    const [first] = values['examples'] as readonly Record<string, Plain>[];
    for (const wrong of [
      { classes: [null] },
      { classes: [{ slot: 8, name: 'far' }], examples: [] },
      { classes: [1, 1].map(slot => ({ slot, name: 'twice' })), examples: [] },
      { examples: [{ ...first, slot: 7 }] },
      { examples: [{ ...first, id: 1.5 }] },
      { examples: [{ ...first, thumbnail: new Uint8Array(3) }] },
      { examples: [{ ...first, features: new Float32Array(FEATURES).fill(NaN) }] },
      { confusion: [] },
      { losses: [null] },
      { given: -1 },
    ]) {
      const changed = { ...parts, lesson: { tensors, values: { ...values, ...wrong } } };
      expect(() => lesson.open(encodeSnapshot({ version, parts: changed }))).toThrow('must have classes and examples');
    }
    expect(lesson.state$.value).toBe(state);
    expect(sharesOf(lesson, 0)).toEqual(shares);
  });

  it('forgets a class that is removed, and gives its column to the next one', () => {
    const lesson = taught(40);
    lesson.addClass();
    lesson.removeClass(0);
    const { classes, examples } = lesson.state$.value;
    expect(classes.map(({ slot }) => slot)).toEqual([1, 2]);
    expect(examples.map(({ slot }) => slot)).toEqual([1, 1, 1, 1]);
    expect(sharesOf(lesson, 0)[0]).toBe(0);
    lesson.addClass();
    expect(lesson.state$.value.classes.at(-1)).toEqual({ slot: 0, name: 'Class 1' });
  });

  it('has at most eight classes, with names that differ', () => {
    const lesson = new Lesson(here);
    for (let i = 0; i < 9; i++) lesson.addClass();
    expect(lesson.state$.value.classes).toHaveLength(8);
    lesson.rename(1, ' Class 1 ');
    lesson.rename(2, '  ');
    lesson.rename(3, ' cup ');
    expect(lesson.state$.value.classes.map(({ name }) => name).slice(0, 4)).toEqual([
      'Class 1',
      'Class 2',
      'Class 3',
      'cup',
    ]);
  });

  it('keeps the last examples of a class, and takes one back', () => {
    const lesson = new Lesson(here);
    for (let i = 0; i <= MOST_EXAMPLES; i++) lesson.teach(0, seen(0));
    expect(lesson.state$.value.examples.map(({ id }) => id).slice(0, 2)).toEqual([1, 2]);
    lesson.removeExample(1);
    expect(lesson.state$.value.examples).toHaveLength(MOST_EXAMPLES - 1);
  });
});

it('draws each class as often, by the step alone', () => {
  const example = (id: number, slot: number) => ({ id, slot, thumbnail: picture, features: seen(slot).features });
  const examples = [example(0, 1), ...Array.from({ length: 30 }, (_, i) => example(i + 1, 4))];
  const { label } = drawBatch({ examples, steps: 3 });
  expect(label.filter(slot => slot === 1)).toHaveLength(16);
  expect(drawBatch({ examples, steps: 3 })).toEqual(drawBatch({ examples, steps: 3 }));
});
