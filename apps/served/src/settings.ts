import { fittedHelp } from '@thalweg/programs/fitted-help';
import { positive, wholeFrom } from '@thalweg/programs/parsers';
import { Command } from 'commander';

/** The settings of a measurement. */
export interface Settings {
  /** The processes that predict. */
  readonly predictors: number;
  readonly seconds: number;
  /** Seconds between two publications; `Infinity` for none, to compare. */
  readonly publishEvery: number;
  /** Connections to each predictor, with one request at a time on each. */
  readonly connections: number;
  /** Requests a second to each predictor; as many as it answers if undefined. */
  readonly rate: number | undefined;
  readonly hidden: number;
  readonly seed: number;
  readonly json: boolean;
}

/** Parses the command line. `--help` and invalid options end the program with a message. */
export function readSettings(argv: readonly string[]): Settings {
  const program = new Command('served')
    .configureHelp(fittedHelp)
    .description('Predicts digits over HTTP in several processes while another one learns, and measures the requests.')
    .option('--predictors <n>', 'processes that predict', wholeFrom(1, 64), 1)
    .option('--seconds <s>', 'length of the measurement', positive(60), 60)
    .option('--publish-every <s>', 'seconds between two publications of the learner', positive(1), 1)
    .option('--without-learner', 'publish one model and learn nothing, to compare', false)
    .option('--connections <n>', 'connections to each predictor', wholeFrom(1), 10)
    .option('--rate <n>', 'requests a second to each predictor; as many as it answers by default', wholeFrom(1))
    .option('--hidden <units>', 'units of the hidden layer', wholeFrom(1), 128)
    .option('--seed <n>', 'seed of the weights and of the split', wholeFrom(0), 1)
    .option('--json', 'print one JSON object instead of a table', false)
    .parse(argv, { from: 'user' });
  const { withoutLearner, ...rest } = program.opts<Settings & { withoutLearner: boolean }>();
  return { ...rest, rate: rest.rate, publishEvery: withoutLearner ? Infinity : rest.publishEvery };
}
