export { calibrationChart } from './charts/calibration-chart.ts';
export { classificationTable } from './charts/classification-table.ts';
export { confusionMatrixChart, type ConfusionMatrixChartOptions } from './charts/confusion-matrix-chart.ts';
export type { Matrix } from './charts/counts-of.ts';
export type { CalibrationCurveLike, Numbers, PrecisionRecallCurveLike, RocCurveLike } from './charts/curves.ts';
export { gradientNormChart } from './charts/gradient-norm-chart.ts';
export { importanceChart, type ImportanceChartOptions } from './charts/importance-chart.ts';
export { learningRateChart, type ReportedChartOptions } from './charts/learning-rate-chart.ts';
export type { LineChartOptions } from './charts/line-chart.ts';
export { lossChart } from './charts/loss-chart.ts';
export { metricChart, type MetricChartOptions } from './charts/metric-chart.ts';
export { precisionRecallChart } from './charts/precision-recall-chart.ts';
export { residualChart, type PredictedTargets, type ResidualChartOptions } from './charts/residual-chart.ts';
export { rocChart, type TitleOptions } from './charts/roc-chart.ts';
export { summaryTable } from './charts/summary-table.ts';
export type { Importance, Importances } from './importance/importance.ts';
export {
  permutationImportance,
  type ImportanceMeasure,
  type PermutationImportanceOptions,
} from './importance/permutation-importance.ts';
export { report, type ReportOptions } from './report.ts';
export type { ByRun } from './runs/by-name.ts';
export type { Run, Runs } from './runs/run.ts';
export type { RunRecord } from './runs/run-record.ts';
export { runSections } from './run-sections.ts';
export { timed, type Timed, type TimedOptions } from './runs/timed.ts';
export type {
  ReportCell,
  ChartSection,
  Frame,
  GroupSection,
  KeyEntry,
  Section,
  ReportTable,
  TableSection,
  TextSection,
  View,
} from './sections/section.ts';
export { customChart, type CustomChartOptions } from './sections/custom-chart.ts';
export { group } from './sections/group.ts';
export { note, type NoteOptions } from './sections/note.ts';
