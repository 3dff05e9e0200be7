import type { Pixels } from '@thalweg/data';
import { tensor, type Tensor } from '@thalweg/tensor';
import { decodeSnapshot, encodeSnapshot, restore, type Savable, snapshot } from '@thalweg/train';
import { BehaviorSubject, filter, map, type Observable, tap } from 'rxjs';
import { drawBatch, thumbnailOf, withExample } from './examples.ts';
import { MOST_CLASSES, newHead, type Head } from './head.ts';
import { keptLesson, lessonIn } from './kept-lesson.ts';
import { canLearn, emptyLesson, type LessonClass, type LessonState, LONGEST_NAME } from './lesson-state.ts';

/** A picture with what the backbone says of it. */
export interface Seen {
  readonly picture: Pixels;
  readonly features: Float32Array;
}

/** The steps that the curve of the loss shows. */
const SHOWN = 240;

/** Examples, and a head that learns from them while they come. */
export class Lesson {
  readonly state$: BehaviorSubject<LessonState> = new BehaviorSubject(emptyLesson);
  readonly head: Head = newHead();
  readonly #backbone: string;

  /** Takes the digest of the backbone whose features it learns from. */
  constructor(backbone: string) {
    this.#backbone = backbone;
    this.#openColumns();
  }

  /** One step at each tick, as soon as two classes have examples: what a subscriber unsubscribes from stops. */
  learning(ticks$: Observable<unknown>): Observable<unknown> {
    return ticks$.pipe(
      filter(() => canLearn(this.state$.value)),
      map(() => drawBatch(this.state$.value.examples, this.state$.value.steps)),
      this.head.learn,
      tap(({ step, loss }) => this.#change({ steps: step, losses: [...this.#state.losses, loss].slice(-SHOWN) })),
    );
  }

  /** Shows a picture to the head: what it thinks of it changes with each step, while the picture stays. */
  see({ features }: Seen): void {
    this.head.features.set(rowOf(features));
  }

  /** Adds an example of a class. What the head took it for, before it learns it, is counted. */
  teach(slot: number, { picture, features }: Seen): void {
    const { examples, confusion, given } = this.#state;
    const place = slot * MOST_CLASSES + this.#guess(features);
    const added = { id: given, slot, thumbnail: thumbnailOf(picture), features };
    this.#change({
      examples: withExample(examples, added),
      confusion: canLearn(this.#state) ? confusion.map((count, at) => (at === place ? count + 1 : count)) : confusion,
      given: given + 1,
    });
  }

  /** Takes an example back. */
  removeExample(id: number): void {
    this.#change({ examples: this.#state.examples.filter(example => example.id !== id) });
  }

  /** Adds a class, if a column is free. */
  addClass(): void {
    const { classes } = this.#state;
    const slot = freeSlot(classes);
    if (slot === undefined) return;
    this.#change({ classes: [...classes, { slot, name: freeName(classes) }] });
    this.#openColumns();
  }

  /** Gives a class another name, if it is none of another class; a name without letters changes nothing. */
  rename(slot: number, text: string): void {
    const name = text.trim().slice(0, LONGEST_NAME);
    const { classes } = this.#state;
    const isFree = name !== '' && !classes.some(other => other.name === name && other.slot !== slot);
    this.#change({ classes: classes.map(one => (isFree && one.slot === slot ? { slot, name } : one)) });
  }

  /** Removes a class with its examples, and what was learned of it. */
  removeClass(slot: number): void {
    const { classes, examples, confusion } = this.#state;
    this.#change({
      classes: classes.filter(one => one.slot !== slot),
      examples: examples.filter(example => example.slot !== slot),
      confusion: confusion.map((count, at) =>
        Math.floor(at / MOST_CLASSES) === slot || at % MOST_CLASSES === slot ? 0 : count,
      ),
    });
    this.head.forget(slot);
    this.#openColumns();
  }

  /** Returns the lesson as the bytes of one file. */
  save(): Uint8Array {
    return encodeSnapshot(snapshot(this.#parts()));
  }

  /** Opens a file that was saved, with the same predictions to the bit. Throws, and changes nothing, if it is none of this page. */
  open(bytes: Uint8Array): void {
    restore(this.#parts(), decodeSnapshot(bytes));
  }

  get #state(): LessonState {
    return this.state$.value;
  }

  #parts(): { readonly head: Head['learn']; readonly lesson: Savable } {
    const lesson: Savable = {
      save: () => keptLesson(this.#state, this.#backbone),
      prepare: saved => {
        const state = lessonIn(saved, this.#backbone);
        return () => this.state$.next(state);
      },
    };
    return { head: this.head.learn, lesson };
  }

  #guess(features: Float32Array): number {
    const shares = Array.from((this.head.predict({ features: rowOf(features) }) as Tensor).numbers);
    return shares.indexOf(Math.max(...shares));
  }

  #openColumns(): void {
    this.head.open(this.#state.classes.map(({ slot }) => slot));
  }

  #change(changes: Partial<LessonState>): void {
    this.state$.next({ ...this.#state, ...changes });
  }
}

function freeSlot(classes: readonly LessonClass[]): number | undefined {
  return Array.from({ length: MOST_CLASSES }, (_, slot) => slot).find(slot => classes.every(one => one.slot !== slot));
}

function freeName(classes: readonly LessonClass[]): string {
  let number = classes.length + 1;
  while (classes.some(({ name }) => name === `Class ${number}`)) number++;
  return `Class ${number}`;
}

const rowOf = (features: Float32Array): Tensor => tensor(features, { shape: [1, features.length] });
