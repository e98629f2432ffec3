export type { Bounds } from './bounds.ts';
export { statsErrors } from './stats.errors.ts';
export { binomialDensity, poissonDensity } from './special/binomial-density.ts';
export { betaCdf, betaQuantile, betaSf } from './special/beta-cdf.ts';
export { chiSquareSf, gammaSf } from './special/gamma-sf.ts';
export { kolmogorovSf, kolmogorovTwoSample } from './special/kolmogorov.ts';
export { logBeta, logGamma } from './special/log-gamma.ts';
export { normalCdf, normalQuantile, normalTwoSided } from './special/normal.ts';
export { studentQuantile, studentSf } from './special/student.ts';
export { binnedKolmogorov } from './distances/binned-kolmogorov.ts';
export { hellinger } from './distances/hellinger.ts';
export { jensenShannonDistance } from './distances/jensen-shannon-distance.ts';
export { populationStability } from './distances/population-stability.ts';
export { totalVariation } from './distances/total-variation.ts';
export { wassersteinBinned } from './distances/wasserstein-binned.ts';

export { calibrate } from './estimates/calibrator.ts';
export { ESTIMATED_METRICS, type EstimatedMetric, type ExpectedDecisions } from './estimates/estimate-binary.ts';
export { calibrateClasses } from './estimates/estimate-multiclass.ts';
export { type ClassReference, estimateClasses, learnClasses } from './estimates/estimate-classes.ts';
export {
  ESTIMATE_REFUSALS,
  type EstimateRefusal,
  estimatePerformance,
  learnScores,
  type PerformanceEstimate,
  type ReferenceScores,
  type ScoreReference,
} from './estimates/estimate-performance.ts';
export {
  ERROR_REFUSALS,
  type ErrorRefusal,
  ESTIMATED_ERRORS,
  type EstimatedError,
  estimateRegression,
  type FittedLoss,
  type Loss,
  LOSSES,
  lossesOf,
  refuseErrors,
} from './estimates/estimate-regression.ts';
export { compareSums, type ScoredSamples } from './hypotheses/compare-sums.ts';
export { type Alternative, type DiscreteTest, holmDiscrete, leastOf } from './hypotheses/correct-discrete.ts';
export { benjaminiHochberg, holm } from './hypotheses/correct-many.ts';
export { fisherExact, type TwoProportions } from './hypotheses/fisher-exact.ts';
export { angleOfShare, shareOfAngle } from './hypotheses/angle-of-share.ts';
export { historyThreshold } from './hypotheses/history-threshold.ts';
export { binomialChance, continuousChance, fisherChance, fisherLessChance, type NullChance, precedenceChance } from './hypotheses/null-chance.ts';
export { chanceOfNext, limitOfNext, type Prediction, predictNext } from './hypotheses/predict-next.ts';
export { clopperPearson, wilsonInterval } from './hypotheses/proportion-intervals.ts';
export { proportionTest } from './hypotheses/proportion-test.ts';
export { type RankSum, rankSum } from './hypotheses/rank-sum.ts';
export { type ContingencyResult, twoSampleContingency } from './hypotheses/two-sample-contingency.ts';
export { type ConfidentJoint } from './labels/confident-joint.ts';
export { findLabelIssues, LABEL_ISSUE_METHODS, LABEL_RANKINGS, type LabelIssueMethod, type LabelIssues, labelQuality, type LabelRanking } from './labels/find-label-issues.ts';
export { findNumberIssues, type NumberIssues } from './labels/find-number-issues.ts';
export type { LabelledProbabilities } from './labels/labelled-probabilities.ts';
export { auc, aucInterval } from './metrics/auc.ts';
export { type CalibrationBin, calibrationBins, type CalibrationError, calibrationError, type CalibrationGap, calibrationGap } from './metrics/calibration.ts';
export { type CalibrationLine, calibrationLine } from './metrics/calibration-line.ts';
export type { ConfusionMatrix } from './metrics/confusion-matrix.ts';
export { type Decisions, decisionRates } from './metrics/decision-rates.ts';
export { addErrors, type ErrorSums, measureErrorSums, mergeErrors, NO_ERRORS } from './metrics/error-sums.ts';
export { type MeanInterval, meanInterval } from './metrics/mean-interval.ts';
export { BINARY_METRICS, type BinaryMetric, measureBinary, type MeasureOptions } from './metrics/measure-binary.ts';
export {
  type ClassMeasures,
  type ClassPredictions,
  type ConfusionMeasures,
  classLosses,
  measureConfusion,
  measureMulticlass,
  mostProbable,
  MULTICLASS_METRICS,
  type MulticlassMeasures,
  type MulticlassMetric,
} from './metrics/measure-multiclass.ts';
export { measureRanking, type RankedRows, RANKING_METRICS, type RankingMeasures, type RankingMetric } from './metrics/measure-ranking.ts';
export { measureRegression, REGRESSION_METRICS, type RegressionMetric } from './metrics/measure-regression.ts';
export { type Measured, normalInterval } from './metrics/measured.ts';
export { addRank, addRanks, areasOfRanks, type OpenRankSums, type RankSums } from './metrics/rank-sums.ts';
export { accuracy, brier, logLoss } from './metrics/score-quality.ts';
export { type CodedColumns, countPairs, learnPairs, LEVELS, type PairCounts, type PairModel, scorePairs, type Side } from './multivariate/pair-boosting.ts';
export { principalComponents, type PrincipalComponents, reconstructionErrors } from './multivariate/principal-components.ts';
export { confirmSlices, type SliceEvidence } from './slices/confirm-slices.ts';
export { findSlices } from './slices/find-slices.ts';
export { type Predicate, rowsOfSlice, type Slice, type SliceFeature, type SliceRules, type SliceTable } from './slices/slice.ts';
export type { AssignedBlock, AssignedUnit } from './sequential/assigned-unit.ts';
export { createDeclineDetector, type DeclineDesign, type DeclineReading, type DeclineState, resumeDeclineDetector } from './sequential/decline-detector.ts';
export { createEffectEstimate, type EffectDesign, type EffectEstimate, type EffectReading, type EffectState, resumeEffectEstimate } from './sequential/effect-estimate.ts';
export { createPairedTest, type PairedDesign, type PairedReading, type PairedState, type PairedTest, resumePairedTest } from './sequential/paired-test.ts';
export {
  type ArmReading,
  type Better,
  createRandomisationTest,
  type RandomisationDesign,
  type RandomisationGoal,
  type RandomisationReading,
  type RandomisationState,
  type RandomisationTest,
  resumeRandomisationTest,
} from './sequential/randomisation-test.ts';
export {
  createSampleRatioTest,
  resumeSampleRatioTest,
  type SampleRatioDesign,
  type SampleRatioReading,
  type SampleRatioState,
  type SampleRatioTest,
} from './sequential/sample-ratio-test.ts';
export { DistinctSample } from './sketches/distinct-sample.ts';
export { FREQUENT_VALUES, FrequentNumbers, FrequentTexts, mergeFrequent, mostFrequent, type ValueCount, WORTH_SIFTING } from './sketches/frequent-values.ts';
export { HyperLogLog } from './sketches/hyper-log-log.ts';
export { Kll, type KllOptions } from './sketches/kll.ts';
export { Moments } from './sketches/moments.ts';
export { hashOfHalves, NumberSieve, SIFTED_AT_ONCE, sieveSlots } from './sketches/number-sieve.ts';
export { ValueHasher } from './sketches/value-hasher.ts';
export { type Adwin, type AdwinCut, type AdwinDesign, type AdwinState, createAdwin, resumeAdwin } from './streams/adwin.ts';
export { createPageHinkley, type PageHinkley, type PageHinkleyChange, type PageHinkleyDesign, type PageHinkleyState, resumePageHinkley } from './streams/page-hinkley.ts';
export type { StreamChange } from './streams/stream-change.ts';
