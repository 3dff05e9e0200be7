import * as rx from 'rxjs';
import type { Observable } from 'rxjs';

/** Applies operators of RxJS to the numbers from 1 to 12, and from 101 to 112 in the second epoch. */
export type Apply = (numbers: Observable<number>) => Observable<unknown>;

/** The result of an operator of RxJS on a dataset. */
export interface RxjsOperatorRow {
  readonly name: string;
  /** The operator, with arguments that show what it does. */
  readonly apply: Apply;
  /** `pulled`: still a dataset. `pushed`: a plain observable, as RxJS does not build the operator on `lift`. */
  readonly becomes: 'pulled' | 'pushed';
  /** The number of records that are read for an item: as many as the operator needs for it, or some ahead, until items come. */
  readonly demand: 'as needed' | 'up to 16 a turn' | '';
  /** Whether a resumed reading goes on with the items that would have followed, with `epochs` after the operator. */
  readonly resume: Resume;
  /** The same with `epochs` before the operator, which then sees all epochs. */
  readonly acrossEpochs: Resume;
}

/**
 * `starts anew`: what the operator remembers of earlier epochs is lost. `replays`: it repeats items in place of reading.
 * `depends on time`: so do its items.
 */
type Resume = 'exact' | 'starts anew' | 'replays' | 'depends on time' | 'impossible';

const TIMED = { demand: 'up to 16 a turn', resume: 'depends on time', acrossEpochs: 'depends on time' } as const;

const pulled = (name: string, apply: Apply, special: Partial<RxjsOperatorRow> = {}): RxjsOperatorRow => ({
  ...{ name, apply, becomes: 'pulled', demand: 'as needed', resume: 'exact', acrossEpochs: 'exact' },
  ...special,
});

const pushed = (name: string, apply: Apply): RxjsOperatorRow => ({
  ...{ name, apply, becomes: 'pushed', demand: '', resume: 'impossible', acrossEpochs: 'impossible' },
});

/** Operators and functions of RxJS 7.8, by name. */
export const rxjsOperators: readonly RxjsOperatorRow[] = [
  pulled('audit', numbers => numbers.pipe(rx.audit(() => rx.timer(2))), { ...TIMED }),
  pulled('auditTime', numbers => numbers.pipe(rx.auditTime(2)), { ...TIMED }),
  pulled('buffer', numbers => numbers.pipe(rx.buffer(rx.interval(2))), { ...TIMED }),
  pulled('bufferCount', numbers => numbers.pipe(rx.bufferCount(5)), { acrossEpochs: 'starts anew' }),
  pulled('bufferTime', numbers => numbers.pipe(rx.bufferTime(3)), { ...TIMED }),
  pulled('bufferToggle', numbers => numbers.pipe(rx.bufferToggle(rx.timer(0), () => rx.timer(3))), { ...TIMED }),
  pulled('bufferWhen', numbers => numbers.pipe(rx.bufferWhen(() => rx.timer(3))), { ...TIMED }),
  pulled('catchError', numbers =>
    numbers.pipe(
      rx.map(failAt(4)),
      rx.catchError(() => rx.of(-1)),
    ),
  ),
  pulled('catchError, caught', numbers =>
    numbers.pipe(
      rx.map(failOnceAt(4)),
      rx.catchError((_, caught) => caught),
    ),
  ),
  pulled('combineLatestAll', numbers =>
    numbers.pipe(
      rx.map(x => rx.of(x)),
      rx.combineLatestAll(),
    ),
  ),
  pulled('combineLatestWith', numbers => numbers.pipe(rx.combineLatestWith(rx.of('a', 'b')))),
  pulled('concatAll', numbers =>
    numbers.pipe(
      rx.map(x => rx.of(x, -x)),
      rx.concatAll(),
    ),
  ),
  pulled('concatMap', numbers => numbers.pipe(rx.concatMap(x => [x, -x]))),
  pulled('concatMap, asynchronous', numbers => numbers.pipe(rx.concatMap(x => rx.of(x).pipe(rx.delay(1)))), {
    demand: 'up to 16 a turn',
  }),
  pulled('concatMapTo', numbers => numbers.pipe(rx.concatMapTo([0, 1]))),
  pulled('concatWith', numbers => numbers.pipe(rx.concatWith([-1, -2]))),
  pulled('connect', numbers => numbers.pipe(rx.connect(shared$ => rx.merge(shared$, shared$.pipe(rx.map(x => -x)))))),
  pulled('count', numbers => numbers.pipe(rx.count())),
  pulled('debounce', numbers => numbers.pipe(rx.debounce(() => rx.timer(2))), { ...TIMED }),
  pulled('debounceTime', numbers => numbers.pipe(rx.debounceTime(2)), { ...TIMED }),
  pulled('defaultIfEmpty', numbers => numbers.pipe(rx.defaultIfEmpty(0))),
  pulled('delay', numbers => numbers.pipe(rx.delay(1)), { demand: 'up to 16 a turn' }),
  pulled('delayWhen', numbers => numbers.pipe(rx.delayWhen(() => rx.timer(1))), { demand: 'up to 16 a turn' }),
  pulled('dematerialize', numbers =>
    numbers.pipe(
      rx.map(value => ({ kind: 'N' as const, value })),
      rx.dematerialize(),
    ),
  ),
  pulled('distinct', numbers => numbers.pipe(rx.distinct(x => (x % 100 < 8 ? x % 100 : x))), {
    acrossEpochs: 'starts anew',
  }),
  pulled('distinctUntilChanged', numbers => numbers.pipe(rx.distinctUntilChanged((a, b) => ends(a) && ends(b))), {
    acrossEpochs: 'starts anew',
  }),
  pulled(
    'distinctUntilKeyChanged',
    numbers =>
      numbers.pipe(
        rx.map(x => ({ x: ends(x) ? 0 : x })),
        rx.distinctUntilKeyChanged('x'),
      ),
    { acrossEpochs: 'starts anew' },
  ),
  pulled('elementAt', numbers => numbers.pipe(rx.elementAt(15, -1))),
  pushed('endWith', numbers => numbers.pipe(rx.endWith(0))),
  pulled('every', numbers => numbers.pipe(rx.every(x => x < 200))),
  pulled('exhaustAll', numbers =>
    numbers.pipe(
      rx.map(x => rx.of(x)),
      rx.exhaustAll(),
    ),
  ),
  pulled('exhaustMap', numbers => numbers.pipe(rx.exhaustMap(x => [x]))),
  pulled('expand', numbers => numbers.pipe(rx.expand(x => (x < 1000 ? [x * 10] : [])))),
  pulled('filter', numbers => numbers.pipe(rx.filter(x => x % 3 === 0))),
  pulled('finalize', numbers => numbers.pipe(rx.finalize(() => {}))),
  pulled('find', numbers => numbers.pipe(rx.find(x => x % 100 === 7))),
  pulled('findIndex', numbers => numbers.pipe(rx.findIndex(x => x > 100))),
  pulled('first', numbers => numbers.pipe(rx.first())),
  pulled(
    'groupBy',
    numbers =>
      numbers.pipe(
        rx.groupBy(x => x % 2),
        rx.mergeMap(group$ => group$.pipe(rx.scan((sum: number, x: number) => sum + x))),
      ),
    { acrossEpochs: 'starts anew' },
  ),
  pulled('ignoreElements', numbers => numbers.pipe(rx.ignoreElements()), { demand: 'up to 16 a turn' }),
  pulled('isEmpty', numbers => numbers.pipe(rx.isEmpty())),
  pulled('last', numbers => numbers.pipe(rx.last())),
  pulled('map', numbers => numbers.pipe(rx.map(x => x * 2))),
  pulled('mapTo', numbers => numbers.pipe(rx.mapTo(1))),
  pulled('materialize', numbers =>
    numbers.pipe(
      rx.materialize(),
      rx.map(({ kind }) => kind),
    ),
  ),
  pulled('max', numbers => numbers.pipe(rx.max())),
  pulled('mergeAll', numbers =>
    numbers.pipe(
      rx.map(x => rx.of(x, -x)),
      rx.mergeAll(),
    ),
  ),
  pulled('mergeMap', numbers => numbers.pipe(rx.mergeMap(x => [x, -x]))),
  pulled('mergeMap, asynchronous', numbers => numbers.pipe(rx.mergeMap(x => rx.of(x).pipe(rx.delay(1)))), {
    demand: 'up to 16 a turn',
  }),
  pulled('mergeMapTo', numbers => numbers.pipe(rx.mergeMapTo([0, 1]))),
  pulled('mergeScan', numbers => numbers.pipe(rx.mergeScan((sum, x) => [sum + x], 0)), { acrossEpochs: 'starts anew' }),
  pulled('mergeWith', numbers => numbers.pipe(rx.mergeWith([-1, -2]))),
  pulled('min', numbers => numbers.pipe(rx.min())),
  pulled('multicast', numbers =>
    numbers.pipe(
      rx.multicast(
        () => new rx.Subject<number>(),
        shared$ => shared$,
      ),
    ),
  ),
  pulled('observeOn', numbers => numbers.pipe(rx.observeOn(rx.asyncScheduler)), { demand: 'up to 16 a turn' }),
  pushed('onErrorResumeNextWith', numbers => numbers.pipe(rx.onErrorResumeNextWith([-1]))),
  pulled('pairwise', numbers => numbers.pipe(rx.pairwise()), { acrossEpochs: 'starts anew' }),
  pulled('pluck', numbers =>
    numbers.pipe(
      rx.map(x => ({ x })),
      rx.pluck('x'),
    ),
  ),
  pulled('publish', numbers => numbers.pipe(rx.publish(shared$ => shared$))),
  pulled('publishReplay', numbers => numbers.pipe(rx.publishReplay(1, Infinity, shared$ => shared$)), {
    resume: 'replays',
  }),
  pulled('raceWith', numbers => numbers.pipe(rx.raceWith(rx.NEVER))),
  pulled('reduce', numbers => numbers.pipe(rx.reduce((sum: number, x: number) => sum + x))),
  pulled('repeat', numbers => numbers.pipe(rx.repeat(2))),
  pulled('repeatWhen', numbers => numbers.pipe(rx.repeatWhen(end$ => end$.pipe(rx.take(1))))),
  pulled('retry', numbers => numbers.pipe(rx.map(failOnceAt(4)), rx.retry(1))),
  pulled('retryWhen', numbers =>
    numbers.pipe(
      rx.map(failOnceAt(4)),
      rx.retryWhen(error$ => error$),
    ),
  ),
  pulled('sample', numbers => numbers.pipe(rx.sample(rx.interval(2))), { ...TIMED }),
  pulled('sampleTime', numbers => numbers.pipe(rx.sampleTime(2)), { ...TIMED }),
  pulled('scan', numbers => numbers.pipe(rx.scan((sum: number, x: number) => sum + x)), {
    acrossEpochs: 'starts anew',
  }),
  pulled('sequenceEqual', numbers => numbers.pipe(rx.sequenceEqual(rx.of(1, 2, 3)))),
  pulled('share', numbers => numbers.pipe(rx.share())),
  pulled('shareReplay', numbers => numbers.pipe(rx.shareReplay(1)), { resume: 'replays' }),
  pulled('single', numbers =>
    numbers.pipe(
      rx.take(7),
      rx.single(x => x % 100 === 7),
    ),
  ),
  pulled('skip', numbers => numbers.pipe(rx.skip(5)), { acrossEpochs: 'starts anew' }),
  pulled('skipLast', numbers => numbers.pipe(rx.skipLast(2)), { acrossEpochs: 'starts anew' }),
  pulled('skipUntil', numbers => numbers.pipe(rx.skipUntil(rx.timer(2))), { ...TIMED }),
  pulled('skipWhile', numbers => numbers.pipe(rx.skipWhile(x => x % 100 < 5)), { acrossEpochs: 'starts anew' }),
  pulled('startWith', numbers => numbers.pipe(rx.startWith(0))),
  pulled('subscribeOn', numbers => numbers.pipe(rx.subscribeOn(rx.asyncScheduler)), { demand: 'up to 16 a turn' }),
  pulled('switchAll', numbers =>
    numbers.pipe(
      rx.map(x => rx.of(x)),
      rx.switchAll(),
    ),
  ),
  pulled('switchMap', numbers => numbers.pipe(rx.switchMap(x => [x]))),
  pulled('switchMap, asynchronous', numbers => numbers.pipe(rx.switchMap(x => rx.of(x).pipe(rx.delay(1)))), {
    ...TIMED,
  }),
  pulled('switchMapTo', numbers => numbers.pipe(rx.switchMapTo([0, 1]))),
  pulled('switchScan', numbers => numbers.pipe(rx.switchScan((sum, x) => [sum + x], 0)), {
    acrossEpochs: 'starts anew',
  }),
  pulled('take', numbers => numbers.pipe(rx.take(15)), { acrossEpochs: 'starts anew' }),
  pushed('take(0)', numbers => numbers.pipe(rx.take(0))),
  pulled('takeLast', numbers => numbers.pipe(rx.takeLast(15)), { acrossEpochs: 'starts anew' }),
  pushed('takeLast(0)', numbers => numbers.pipe(rx.takeLast(0))),
  pulled('takeUntil', numbers => numbers.pipe(rx.takeUntil(rx.NEVER))),
  pulled('takeWhile', numbers => numbers.pipe(rx.takeWhile(x => x < 105))),
  pulled('tap', numbers => numbers.pipe(rx.tap(() => {}))),
  pulled('throttle', numbers => numbers.pipe(rx.throttle(() => rx.timer(2))), { ...TIMED }),
  pulled('throttleTime', numbers => numbers.pipe(rx.throttleTime(2)), { ...TIMED }),
  pulled('throwIfEmpty', numbers => numbers.pipe(rx.throwIfEmpty())),
  pulled('timeInterval', numbers =>
    numbers.pipe(
      rx.timeInterval(),
      rx.map(({ value }) => value),
    ),
  ),
  pulled('timeout', numbers => numbers.pipe(rx.timeout(10_000)), { ...TIMED }),
  pulled('timeoutWith', numbers => numbers.pipe(rx.timeoutWith(10_000, rx.NEVER)), { ...TIMED }),
  pulled('timestamp', numbers =>
    numbers.pipe(
      rx.timestamp(),
      rx.map(({ value }) => value),
    ),
  ),
  pulled('toArray', numbers => numbers.pipe(rx.toArray())),
  pulled('window', numbers =>
    numbers.pipe(
      rx.window(rx.NEVER),
      rx.concatMap(window$ => window$),
    ),
  ),
  pulled(
    'windowCount',
    numbers =>
      numbers.pipe(
        rx.windowCount(5),
        rx.concatMap(window$ => window$.pipe(rx.toArray())),
      ),
    { acrossEpochs: 'starts anew' },
  ),
  pulled(
    'windowTime',
    numbers =>
      numbers.pipe(
        rx.windowTime(3),
        rx.mergeMap(window$ => window$),
      ),
    { ...TIMED },
  ),
  pulled('windowToggle', numbers =>
    numbers.pipe(
      rx.windowToggle(rx.of(1), () => rx.NEVER),
      rx.mergeMap(window$ => window$),
    ),
  ),
  pulled('windowWhen', numbers =>
    numbers.pipe(
      rx.windowWhen(() => rx.NEVER),
      rx.mergeMap(window$ => window$),
    ),
  ),
  pulled('withLatestFrom', numbers => numbers.pipe(rx.withLatestFrom(rx.of('a')))),
  pulled('zipAll', numbers =>
    numbers.pipe(
      rx.map(x => rx.of(x)),
      rx.zipAll(),
    ),
  ),
  pulled('zipWith', numbers => numbers.pipe(rx.zipWith(rx.range(0, 15))), { acrossEpochs: 'starts anew' }),
  pushed('concat', numbers => rx.concat(numbers, [-1])),
  pushed('combineLatest', numbers => rx.combineLatest([numbers, rx.of('a')])),
  pushed('connectable', numbers => rx.connectable(numbers)),
  pushed('defer', numbers => rx.defer(() => numbers)),
  pushed('forkJoin', numbers => rx.forkJoin([numbers])),
  pushed('iif', numbers => rx.iif(() => true, numbers, numbers)),
  pushed('merge', numbers => rx.merge(numbers, [-1])),
  pushed('race', numbers => rx.race(numbers, rx.NEVER)),
  pushed('using', numbers =>
    rx.using(
      () => {},
      () => numbers,
    ),
  ),
  pushed('zip', numbers => rx.zip(numbers, [1])),
];

const ends = (x: number): boolean => x % 100 === 1 || x % 100 === 12;

/** Returns a function that throws for one number. */
const failAt =
  (bad: number) =>
  (x: number): number => {
    if (x === bad) throw new Error(`bad record ${bad}`);
    return x;
  };

/** Returns a function that throws the first time that it gets a number. */
function failOnceAt(bad: number): (x: number) => number {
  let failed = false;
  return x => {
    if (x !== bad || failed) return x;
    failed = true;
    throw new Error(`bad record ${bad}`);
  };
}
