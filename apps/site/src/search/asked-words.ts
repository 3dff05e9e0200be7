/**
 * The words that people ask with and that a page answers, by the path of the page in `docs`. The search weighs them more than a
 * title, since a title has one word for a task and readers come with another one.
 */
export const askedWords: Readonly<Record<string, string>> = /* @__PURE__ */ Object.freeze({
  'start/install.md': 'install, installation, setup, npm, pnpm, bundler, requirements, tarball',
  'start/first-training.md': 'first training, getting started, quick start, hello world, tutorial, beginner',
  'start/first-page.md': 'first page, browser, web page',
  'start/first-stream.md': 'first stream, live data',
  'guides/choosing.md':
    'which model, which optimizer, which loss, baseline, algorithm, number of units, hyperparameters',
  'guides/data.md':
    'dataset, batch size, mini-batch, shuffle, split, epoch, missing values, categorical features, class imbalance, one hot',
  'guides/layers.md': 'network, architecture, dropout, initialization, activation, weight sharing',
  'guides/optimizers.md': 'learning rate, schedule, scheduler, warmup, weight decay, momentum, sgd, gradient clipping',
  'guides/overfitting.md': 'regularization, regularisation, generalization, early stopping, dropout, l2, validation',
  'guides/transfer-learning.md': 'pretrained, backbone, freeze, fine-tune, finetuning, feature extraction',
  'guides/forecasting.md': 'time series, predict the future, lags, horizon, seasonal',
  'guides/online-learning.md': 'incremental, streaming, predict then learn',
  'guides/late-labels.md': 'late labels, delayed labels, feedback, ground truth',
  'guides/drift.md': 'drift, concept drift, distribution shift, adapt',
  'guides/snapshots.md': 'save, resume, checkpoint, restore, continue, interrupted, crash, persist',
  'guides/deploy.md':
    'production, serve, server, inference, host, cloudflare, edge worker, docker, static page, bundle',
  'guides/operations.md': 'monitoring, prometheus, observability, alert, dashboard, health',
  'guides/workers.md': 'web worker, worker threads, background, parallel, server',
  'guides/speed.md': 'slow, faster, performance, gpu, threads, simd, optimize',
  'guides/debugging-nan.md': 'nan, infinity, diverges, exploding gradient, loss grows',
  'guides/testing.md': 'unit test, gradient check, reproducible',
  'guides/troubleshooting.md': 'error, warning, problem, help, does not work, does not learn, memory leak, debug',
  'guides/write-your-own.md': 'custom, extend, plugin, own operation, own layer, own loss, own optimizer, own metric',
  'faq.md': 'license, licence, questions, gpu, comparison',
  'glossary.md': 'terms, definitions, vocabulary, meaning',
  'examples.md': 'sample, demo, template, starter, gallery',
  'programs.md': 'mnist, digits, spam, demo, command',
  'models.md': 'save a model, load a model, export, share, file, model card',
  'exchange.md': 'onnx, pytorch weights, import, export, convert, safetensors, state dict',
  'coming-from/pytorch.md': 'torch',
  'coming-from/tensorflow-js.md': 'tensorflow, tfjs, keras',
  'tables.md': 'tabular, spreadsheet, regression, classification, cross-validation',
  'readers.md': 'csv, parquet, arrow, json lines, file, database, sql, read',
  'precompiled.md': 'edge worker, content security policy, csp, build time',
  'blas.md': 'openblas, faster in node, matrix product',
  'scale.md': 'distributed, cluster, several machines, multiple processes, kafka, nats',
  'text.md': 'transformer, language model, attention, nlp',
  'sequences.md': 'time series, recurrent, lstm, gru, rnn',
  'versioning.md': 'upgrade, breaking change, semver, deprecation, changelog',
  'how-fast.md': 'benchmark, performance, compare',
});
