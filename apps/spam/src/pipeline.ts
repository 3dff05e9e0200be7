import { fromIterable } from '@thalweg/data';
import { savedSettings } from '@thalweg/node';
import { accuracy, logLoss, rocAuc } from '@thalweg/metrics';
import { drift, hashFeatures, paced, progressive, rolling } from '@thalweg/online';
import type { Parts } from '@thalweg/train';
import { connect, ignoreElements, merge, pipe, tap } from 'rxjs';
import { halfOf, inOrder } from './data/mail-order.ts';
import type { Mail } from './data/read-mails.ts';
import { driftLog } from './drift-log.ts';
import { delayedExamples, type Examples } from './delayed-examples.ts';
import { detector, learnerOf, zeroOneLoss } from './learner.ts';
import { recovery } from './recovery.ts';
import { runSettings, type Settings } from './settings.ts';

/** Builds the pipeline that predicts each mail of a stream, and learns it when its label arrives. */
export function learnSpam(mails: readonly Mail[], settings: Settings) {
  const counted = { features: 0 };
  const learner = learnerOf(settings);

  const mails$ = paced(fromIterable(inOrder(mails, settings)));
  const features = pipe(
    hashFeatures({ bits: settings.bits, text: ['body'], counts: 'log', unitLength: true }),
    tap(mail => (counted.features += mail['features.indices'].length)),
  );
  const { examples$, parts }: Examples =
    settings.delay === 0
      ? { examples$: mails$.pipe(features), parts: {} }
      : delayedExamples(mails$, features, learner, settings);

  const whole = progressive({ accuracy: accuracy(), auc: rocAuc(), logLoss: logLoss() }, { every: Infinity });
  const recent = rolling({ accuracy: accuracy(), auc: rocAuc() }, 500, { every: Infinity });
  const alarms = drift(detector(), { of: zeroOneLoss });
  const log = driftLog();
  const back = recovery(halfOf(mails.length));

  const alarms$ = examples$.pipe(
    learner.learn,
    connect(outcomes$ =>
      merge(
        outcomes$.pipe(whole, ignoreElements()),
        outcomes$.pipe(recent, ignoreElements()),
        outcomes$.pipe(back, ignoreElements()),
        outcomes$.pipe(alarms, log),
      ),
    ),
  );
  const saved: Parts = {
    settings: savedSettings(settings, runSettings),
    mails$,
    ...parts,
    ...learner.parts,
    whole,
    recent,
    alarms,
    log,
    back,
  };
  return { mails$, alarms$, whole, recent, log, back, model: learner.model, counted, saved };
}
