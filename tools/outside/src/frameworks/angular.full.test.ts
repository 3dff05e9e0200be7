// Angular's own pipe comes as it is published, for a compiler to finish.
import '@angular/compiler';
import { AsyncPipe } from '@angular/common';
import {
  Injector,
  runInInjectionContext,
  ɵINTERNAL_APPLICATION_ERROR_HANDLER,
  type ChangeDetectorRef,
} from '@angular/core';
import { add, feed, input, mul, parameter, read, square, sub, type Node } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { step } from '@thalweg/train';
import { BehaviorSubject, combineLatest, map, type Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const failed = vi.fn();
const markForCheck = vi.fn();
const injector = Injector.create({ providers: [{ provide: ɵINTERNAL_APPLICATION_ERROR_HANDLER, useValue: failed }] });
const asyncPipe = () =>
  runInInjectionContext(
    injector,
    () => new AsyncPipe({ markForCheck } as Partial<ChangeDetectorRef> as ChangeDetectorRef),
  );

/** A model whose observables components use in their templates: `{{ service.loss$ | async }}`. */
class LineService {
  readonly hours = input('hours', []);
  readonly grade = input('grade', []);
  readonly #slope = parameter(2);
  readonly #offset = parameter(1);
  readonly prediction: Node<readonly []> = add(mul(this.hours, this.#slope), this.#offset);
  readonly loss: Node<readonly []> = square(sub(this.prediction, this.grade));
  readonly loss$: Observable<number> = this.loss.pipe(map(loss => loss.item()));
  readonly #learn = step(this.loss, sgd({ learningRate: 0.1 }));

  /** Takes one training step on the current inputs. */
  learn(): void {
    this.#learn({ hours: read(this.hours), grade: read(this.grade) });
  }
}

/** A component with `{{ service.prediction | async }}` and `{{ service.loss$ | async }}` in its template. */
class LineComponent {
  readonly service = new LineService();
  readonly #pipes = [asyncPipe(), asyncPipe()] as const;

  /** What change detection does. */
  check() {
    const [prediction, loss] = this.#pipes;
    return { prediction: prediction.transform(this.service.prediction), loss: loss.transform(this.service.loss$) };
  }

  destroy(): void {
    for (const pipe of this.#pipes) pipe.ngOnDestroy();
  }
}

let component: LineComponent;
beforeEach(() => {
  component = new LineComponent();
  feed([component.service.hours, 3], [component.service.grade, 5]);
  markForCheck.mockClear();
});
afterEach(() => component.destroy());

describe("Angular's AsyncPipe", () => {
  it('has the values of a model in the first check already', () => {
    const { prediction, loss } = component.check();
    expect(prediction!.item()).toBe(7);
    expect(loss).toBe(4);
    expect(markForCheck).not.toHaveBeenCalled();
  });

  it('gives the same objects while nothing changes', () => {
    expect(component.check().prediction).toBe(component.check().prediction);
    expect(markForCheck).not.toHaveBeenCalled();
  });

  it('asks for a check once per pass and value, though both sides of the loss change', () => {
    component.check();
    feed([component.service.hours, 1], [component.service.grade, 4]);
    // One for the prediction, one for the loss.
    expect(markForCheck).toHaveBeenCalledTimes(2);
    expect(component.check()).toMatchObject({ loss: 1 });
  });

  it('would ask twice for what combineLatest makes of two sides', () => {
    const hours$ = new BehaviorSubject(3);
    const arms = [hours$.pipe(map(hours => 2 * hours)), hours$.pipe(map(hours => hours + 1))];
    const pipe = asyncPipe();
    expect(pipe.transform(combineLatest(arms))).toEqual([6, 4]);
    hours$.next(1);
    expect(markForCheck).toHaveBeenCalledTimes(2);
    pipe.ngOnDestroy();
  });

  it('shows what a step has moved', () => {
    component.check();
    component.service.learn();
    // Slope and offset take (2 − 0.1·2·2·3, 1 − 0.1·2·2) = (0.8, 0.6): 3·0.8 + 0.6 = 3.
    const { prediction, loss } = component.check();
    expect(prediction!.item()).toBeCloseTo(3, 5);
    expect(loss).toBeCloseTo(4, 5);
    expect(markForCheck).toHaveBeenCalledTimes(2);
  });

  it('leaves nothing behind when the component goes', () => {
    const { live } = component.service.loss.circuit!;
    component.check();
    expect(live.size).toBeGreaterThan(0);
    component.destroy();
    expect(live.size).toBe(0);
    feed([component.service.hours, 2]);
    expect(markForCheck).not.toHaveBeenCalled();
    expect(failed).not.toHaveBeenCalled();
  });
});
