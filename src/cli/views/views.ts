import type { Operations } from '../../platform/index.ts';
import { showChecked, showDiff, showDrift, showIngested, showQuarantined, showVersion, showVersions, showWrittenContract } from './data.ts';
import { showLabelErrors, showLeakage, showWeakSlices } from './diagnoses.ts';
import { showDeployment, showTransition } from './deployment.ts';
import { showEvaluated, showMeasured } from './evaluated.ts';
import { showGarbage } from './garbage.ts';
import { showOverview } from './overview.ts';
import { showAlerts, showBudget, showDeliveries, showDiagnoses, showFindings, showQuarantine, showWindows } from './monitor.ts';
import { showRelease, showReleases } from './releases.ts';
import { showSkew } from './skew.ts';
import { showProfile } from './profile.ts';
import { showFoundRuns, showRun, showRuns } from './runs.ts';
import type { View } from './view.ts';

/** Operations whose answers are better told than by a table of their members. */
export const views: { readonly [N in keyof Operations]?: View<N> } = {
  overview: showOverview,
  'data.list': showVersions,
  'data.check': showChecked,
  'data.suggest': showWrittenContract,
  'data.import-contract': showWrittenContract,
  'data.profile': showProfile,
  'data.drift': showDrift,
  'data.show': showVersion,
  'data.ingest': showIngested,
  'data.diff': (diff, { terminal }) => showDiff(terminal, diff),
  'data.quarantined': showQuarantined,
  'monitor.evaluate': showEvaluated,
  'monitor.performance': showMeasured,
  'data.label-errors': showLabelErrors,
  'data.slices': showWeakSlices,
  'data.leakage': showLeakage,
  'monitor.skew': showSkew,
  'runs.list': showRuns,
  'runs.show': showRun,
  'runs.search': showFoundRuns,
  'releases.list': showReleases,
  'releases.show': showRelease,
  'deploy.show': showDeployment,
  'deploy.set': showDeployment,
  'deploy.rollback': showDeployment,
  'monitor.alerts': showAlerts,
  'monitor.budget': showBudget,
  'monitor.diagnoses': showDiagnoses,
  'monitor.findings': showFindings,
  'monitor.windows': showWindows,
  'alerts.deliveries': showDeliveries,
  'quarantine.list': showQuarantine,
  'quarantine.release': showQuarantine,
  'loop.approve': showTransition,
  'artifacts.gc': showGarbage,
};
