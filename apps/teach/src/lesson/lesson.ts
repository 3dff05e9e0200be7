import type { Pixels } from '@thalweg/data';
import { resize } from '@thalweg/images';
import { decodeSnapshot, encodeSnapshot, restore, type Savable, snapshot } from '@thalweg/train';
import { BehaviorSubject, filter, map, type Observable, tap } from 'rxjs';
import { type Head, newHead } from './head.ts';
import { keptLesson, lessonIn } from './kept-lesson.ts';
import {
  canLearn,
  drawBatch,
  emptyLesson,
  LONGEST_NAME,
  type LessonState,
  MOST_CLASSES,
  MOST_EXAMPLES,
  THUMBNAIL,
} from './lesson-state.ts';

/** A picture with what the backbone says of it. */
export interface Seen {
  readonly picture: Pixels;
  readonly features: Float32Array;
}

/** The steps that the curve of the loss shows. */
const SHOWN = 240;

const thumbnailOf = resize({ height: THUMBNAIL, width: THUMBNAIL });

/** Examples, and a head that learns from them while they come. */
export class Lesson {
  readonly state$: BehaviorSubject<LessonState> = new BehaviorSubject(emptyLesson);
  readonly head: Head = newHead();
  readonly #parts: { readonly head: Head['learn']; readonly lesson: Savable };

  /** Takes the mark of the backbone whose features it learns from. */
  constructor(mark: Float32Array) {
    const lesson: Savable = {
      save: () => keptLesson(this.#state, mark),
      prepare: saved => {
        const state = lessonIn(saved, mark);
        return () => this.state$.next(state);
      },
    };
    this.#parts = { head: this.head.learn, lesson };
    this.#change({ classes: this.#state.classes });
  }

  /** One step at each tick, as soon as two classes have examples: what a subscriber unsubscribes from stops. */
  learning(ticks$: Observable<unknown>): Observable<unknown> {
    return ticks$.pipe(
      filter(() => canLearn(this.#state)),
      map(() => drawBatch(this.#state)),
      this.head.learn,
      tap(({ step, loss }) => this.#change({ steps: step, losses: [...this.#state.losses, loss].slice(-SHOWN) })),
    );
  }

  /** Adds an example of a class. What the head took it for, before it learns it, is counted. A class that was removed gets none. */
  teach(slot: number, { picture, features }: Seen): void {
    const { classes, examples, confusion, given } = this.#state;
    if (classes.every(one => one.slot !== slot)) return;
    const own = examples.filter(example => example.slot === slot);
    const dropped = own.length < MOST_EXAMPLES ? undefined : own[0];
    const place = canLearn(this.#state) ? slot * MOST_CLASSES + this.head.guess(features) : undefined;
    this.#change({
      examples: [
        ...examples.filter(example => example !== dropped),
        { id: given, slot, thumbnail: thumbnailOf(picture), features },
      ],
      confusion: confusion.map((count, at) => (at === place ? count + 1 : count)),
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
    const slot = Array.from({ length: MOST_CLASSES }, (_, slot) => slot).find(slot =>
      classes.every(one => one.slot !== slot),
    );
    if (slot !== undefined) this.#change({ classes: [...classes, { slot, name: `Class ${slot + 1}` }] });
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
    this.head.forget(slot);
    this.#change({
      classes: classes.filter(one => one.slot !== slot),
      examples: examples.filter(example => example.slot !== slot),
      confusion: confusion.map((count, at) => {
        const pair = [Math.floor(at / MOST_CLASSES), at % MOST_CLASSES];
        return pair.includes(slot) ? 0 : count;
      }),
    });
  }

  /** Returns the lesson as the bytes of one file. */
  save(): Uint8Array {
    return encodeSnapshot(snapshot(this.#parts));
  }

  /** Opens a file that was saved, with the same predictions to the bit. Throws, and changes nothing, if it is none of this page. */
  open(bytes: Uint8Array): void {
    restore(this.#parts, decodeSnapshot(bytes));
  }

  get #state(): LessonState {
    return this.state$.value;
  }

  #change(changes: Partial<LessonState>): void {
    if (changes.classes !== undefined) this.head.open(changes.classes.map(({ slot }) => slot));
    this.state$.next({ ...this.#state, ...changes });
  }
}
