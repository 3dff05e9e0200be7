import { connect, EMPTY, merge, mergeMap, of, Subject, tap } from 'rxjs';
import { input } from 'thalweg/graph';
import { fromLog, type Log, type Topic } from 'thalweg/log';
import { logLoss, rocAuc } from 'thalweg/metrics';
import { adwin, drift, hashFeatures, joinLabels, learn, logisticRegression } from 'thalweg/online';
import { paced, priorClass, rolling, sparse, standardize } from 'thalweg/online';
import { ftrl } from 'thalweg/optim';
import { predictor } from 'thalweg/train';
import { Journal } from './journal.ts';
import type { Label, Payment } from './payment.ts';

/** Options of {@link learner}: how many payments one waits for its label, and how many learned ids are remembered. */
export interface LearnerOptions {
  wait?: number;
  remembered?: number;
}

/**
 * The model and the stream that it learns from. All that it learns comes from the log, in the order of the log, and the
 * place in the log is a part of its state. So a snapshot and the rest of the log give what an undisturbed run would give.
 */
export function learner(
  log: Log,
  topics: { payment: Topic<Payment>; label: Topic<Label> },
  { wait = 10_000, remembered = 1000 }: LearnerOptions = {},
) {
  const scale = standardize('amount');
  const features = hashFeatures({
    bits: 16,
    fields: ['amount', 'merchant', 'country'],
    crosses: [['merchant', 'country']],
  });
  const model = logisticRegression(sparse('features', { bits: 16 }), input('fraud', []));
  const learning = learn(model, ftrl(), { predicted: 'score' });
  const predict = predictor(model.prediction);

  const labels$ = new Subject<Label>();
  const join = joinLabels<Payment, Label>(labels$, {
    key: 'id',
    within: wait,
    capacity: wait,
    otherwise: ({ id }) => ({ id, fraud: 0 }), // nobody complained
  });
  const beside = priorClass(); // the share of fraud so far, for every payment
  const metrics = rolling({ auc: rocAuc(), logLoss: logLoss() }, 10_000, { every: Infinity, beside });
  const watch = drift(adwin({ direction: 'up' }), { of: ({ loss }: { loss: number }) => Math.min(loss, 1) });
  const journal = new Journal(remembered);

  const messages$ = paced(fromLog(log, topics));
  const run$ = messages$.pipe(
    mergeMap(message => {
      if (message.name === 'payment') return of(message.value);
      labels$.next(message.value);
      return EMPTY;
    }),
    join,
    tap(({ id }) => journal.add(id)),
    scale,
    features,
    learning,
    connect(outcomes$ =>
      merge(
        outcomes$.pipe(metrics),
        outcomes$.pipe(
          watch,
          tap(() => journal.drifts++),
        ),
      ),
    ),
  );
  return {
    run$,
    journal,
    /** Emits after each message, when all parts agree. */
    delivered$: messages$.delivered,
    parts: { messages$, join, journal, scale, learning, metrics, watch },
    score: (payment: Omit<Payment, 'id' | 'score'>) => predict(features.applyTo(scale.applyTo(payment))),
    metrics: () => {
      const { metrics: values, gain } = metrics.now();
      return { ...values, gain };
    },
    labels$: join.counts,
  };
}
