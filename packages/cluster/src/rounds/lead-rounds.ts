import { GraphError, type Node } from '@thalweg/graph';
import { LogError, type Log, type SealOptions } from '@thalweg/log';
import type { Transform } from '@thalweg/optim';
import { ContractError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { catchError, dematerialize, materialize, NEVER, Observable, switchMap, throwError, timer } from 'rxjs';
import { elect } from '../election/elect.ts';
import { randomName } from '../election/random-name.ts';
import { checkPatience } from './waiting.ts';
import { Leading, type LeadingOptions } from './leading.ts';
import { OuterStep } from './outer-step.ts';
import { RoundFold } from './round-fold.ts';
import type { RoundRecord } from './round-record.ts';

/** Options of {@link leadRounds}. */
export interface LeadRoundsOptions {
  readonly log: Log;
  /** The name of the run: its topics and keys begin with it. A second run needs another one. */
  readonly name: string;
  /** The name of this leader, a random one by default. With a name, a leader that is started again takes over at once. */
  readonly leader?: string;
  /** The number of workers whose answers close a round; 1 by default. */
  readonly workers?: number;
  /** Milliseconds from the first answer of a round after which it closes without the others, 5,000 by default; `Infinity` for never. */
  readonly patience?: number;
  /** The number of answers that a round needs even after `patience`, 1 by default. */
  readonly least?: number;
  /** The number of rounds after which the run ends; it never does by default. */
  readonly rounds?: number;
  /** Milliseconds without a sign of the leader after which another one takes over, 2,000 by default. */
  readonly lease?: number;
  /** The number of rounds after which the state of the run is kept in the log, so that a new leader has less to fold again; 20 by default. */
  readonly stateEvery?: number;
  /**
   * Seals everything that the run writes with a key, which all leaders and workers must have, for a log that others can write:
   * nothing that they write moves the weights or ends a reign. Followers of the published model need the key too.
   */
  readonly seal?: SealOptions | undefined;
}

/** The leases that a leader waits for the election, when the log tells that another one has taken over. */
const DEPOSED_LEASES = 4;

/**
 * Leads the learners of a model, and emits a record for each round that it closes. In a round, each worker takes some steps from the
 * published weights and appends what they changed ({@link localSgd}). The leader averages these deltas, weighted by examples, and takes one
 * step of an optimizer with the average as gradient. Then it publishes the weights, and the next round begins. The model's
 * weights in this process are those of the last round that closed.
 *
 * - `sgd({ learningRate: 1 })` averages the weights (FedAvg); `nesterov` is DiLoCo's outer step
 * - **Closing** a round closes when all workers have answered, or after `patience` with at least `least` answers. The decision is
 *   an entry of the log, so a replay needs no clock
 * - **Refused and counted** deltas that are not finite, of another model, of a round that has closed, or that came before
 * - **Leaders** several may run: one is elected, and another one takes over if it gives no sign. It folds what the log
 *   holds, with the same bits
 * - **Throws** `GraphError` if the loss depends on no parameter, `LogError` for what is no name, `ContractError` for options that cannot be
 * - **Stream errors** those of the log and of a computation; `LogError` with the reason `'deposed'` if the log knows of a later leader
 *   than the election; `GraphError` for a second subscription while one is active
 * - **Source** McMahan et al., "Communication-Efficient Learning of Deep Networks from Decentralized Data", 2017; Douillard et al.,
 *   "DiLoCo: Distributed Low-Communication Training of Language Models", 2023
 *
 * @example
 * const outer = nesterov({ learningRate: 0.7, decay: 0.6 });
 * leadRounds(loss, outer, { log, name: 'digits', workers: 4 }).subscribe(({ round, deltas, counts }) => …);
 */
export function leadRounds(
  loss: Node<readonly []>,
  optimizer: Transform,
  options: LeadRoundsOptions,
): Observable<RoundRecord> {
  const { lease, ...rest } = optionsOf('leadRounds', options, {
    log: undefined,
    name: undefined,
    leader: undefined,
    workers: 1,
    patience: 5000,
    least: 1,
    rounds: Infinity,
    lease: 2000,
    stateEvery: 20,
    seal: undefined,
  });
  const how = { ...rest, leader: rest.leader ?? randomName() };
  check('workers', how.workers, 1);
  check('least', how.least, 1);
  check('stateEvery', how.stateEvery, 1);
  if (how.rounds !== Infinity) check('rounds', how.rounds, 1);
  checkPatience('leadRounds', how.patience);
  const election = elect(how.log, how.name, { candidate: how.leader, lease, seal: how.seal });
  const fold = new RoundFold(new OuterStep('leadRounds', loss as Node, optimizer));
  let active = false;
  return new Observable(subscriber => {
    if (active) throw busy();
    active = true;
    subscriber.add(() => (active = false));
    // The end of a reign's stream is the end of the run; a reign that another one ends says nothing more.
    const records$ = election.pipe(
      switchMap(({ mine, epoch }) => (mine ? reign(fold, how, { epoch, lease }).pipe(materialize()) : NEVER)),
      dematerialize(),
    );
    return records$.subscribe(subscriber);
  });
}

/** Leads until another one takes over, which the election tells in time: if it does not, it has lost what the log knows. */
function reign(
  fold: RoundFold,
  options: LeadingOptions,
  { epoch, lease }: { epoch: number; lease: number },
): Observable<RoundRecord> {
  const records$ = new Observable<RoundRecord>(control => {
    new Leading(fold, options, epoch, control).begin().catch((error: unknown) => control.error(error));
  });
  return records$.pipe(
    catchError((error: unknown) => {
      const failed$ = throwError(() => error);
      return error instanceof LogError && error.reason === 'deposed'
        ? timer(DEPOSED_LEASES * lease).pipe(switchMap(() => failed$))
        : failed$;
    }),
  );
}

function check(name: string, value: unknown, least: number): void {
  if (!(Number.isSafeInteger(value) && (value as number) >= least))
    throw new ContractError('leadRounds', `${name} must be a whole number from ${least}`, printed(value), 'Count on.');
}

function busy(): GraphError {
  return new GraphError(
    'leadRounds',
    'a leader may have one subscription at a time',
    'a second one while the first is active',
    'For several subscribers, put share() after it.',
  );
}
