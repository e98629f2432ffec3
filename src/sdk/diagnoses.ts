import type { Compared } from './watch.ts';

/** What the page about data reads. */

export interface LabelErrorsView {
  readonly rows: number;
  readonly unlabelled: number;
  readonly found: number;
  readonly probabilities: string;
  readonly caution: string | null;
  readonly classes: readonly { readonly label: string; readonly rows: number; readonly confidence: number | null; readonly truly: readonly number[] }[];
  readonly errors: readonly {
    readonly row: number;
    readonly key: string | null;
    readonly given: string;
    readonly suggested: string;
    readonly confidence: number | null;
    readonly suggestedConfidence: number | null;
    readonly score: number;
    readonly reason: string;
  }[];
}

export interface WeakSlicesView {
  readonly error: string;
  readonly rows: { readonly search: number; readonly heldOut: number };
  readonly overall: number;
  readonly minRows: number;
  readonly alpha: number;
  readonly quiet: readonly number[];
  readonly confirmed: number;
  readonly slices: readonly {
    readonly text: string;
    readonly rows: number;
    readonly error: number | null;
    readonly interval: readonly [number | null, number | null];
    readonly lift: number | null;
    readonly p: number;
    readonly confirmed: boolean;
  }[];
}

export interface LeakageView {
  readonly train: number;
  readonly test: number;
  readonly label: string | null;
  readonly above?: number;
  readonly near: { readonly least: number; readonly recall: number; readonly crowded: number };
  readonly power: readonly { readonly column: string; readonly of?: string; readonly auc: number; readonly interval: readonly [number, number] }[];
  readonly leaks: readonly {
    readonly kind: string;
    readonly severity: 'leak' | 'notice';
    readonly count: number;
    readonly share: number;
    readonly message: string;
    readonly todo: string;
    readonly examples: readonly Readonly<Record<string, unknown>>[];
  }[];
}

export interface DiffBin {
  readonly value: string | null;
  readonly from: number | null;
  readonly to: number | null;
  readonly before: number;
  readonly after: number;
}

export interface ColumnDiffView {
  readonly name: string;
  readonly kind: string;
  readonly totalVariation: number;
  readonly missing: { readonly before: number; readonly after: number };
  /** Of instants: the first and the last, in ms since 1970; what was stored before there were spans has none. */
  readonly span?: { readonly before: DiffSpan | null; readonly after: DiffSpan | null };
  readonly bins: readonly DiffBin[];
}

export interface DiffSpan {
  readonly from: number;
  readonly to: number;
}

export interface VersionDiffView {
  readonly dataset: string | null;
  readonly before: { readonly name: string; readonly number: number | null; readonly rows: number };
  readonly after: { readonly name: string; readonly number: number | null; readonly rows: number };
  readonly rows: { readonly added: number; readonly removed: number; readonly kept: number };
  readonly byKey: null | {
    /** What was stored before rows without a key were left out has none. */
    readonly unnamed?: number;
    readonly key: string;
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
    readonly columns: readonly { readonly name: string; readonly rows: number }[];
    readonly examples: {
      readonly added: readonly Readonly<Record<string, unknown>>[];
      readonly removed: readonly Readonly<Record<string, unknown>>[];
      readonly changed: readonly { readonly key: string; readonly columns: readonly { readonly name: string; readonly before: unknown; readonly after: unknown }[] }[];
    };
  };
  readonly columns: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly { readonly name: string; readonly before: string; readonly after: string }[];
  };
  readonly compared: string;
  readonly distributions: readonly ColumnDiffView[];
}

/** A table judged beside a reference. */
export interface DriftView {
  readonly reference: string;
  readonly current: string;
  readonly verdict: 'steady' | 'mixed' | 'changed';
  readonly falseAlarm: number;
  readonly rows: { readonly reference: number; readonly current: number };
  readonly tests: number;
  /** How to ask more exactly; what was stored before there was advice has none. */
  readonly advice?: string | null;
  readonly changes: readonly {
    readonly column: string;
    readonly kind: string;
    readonly effect: number;
    readonly usual: number;
    readonly p: number;
    readonly also: readonly string[];
    readonly rows: number;
    readonly positions: readonly number[];
    readonly message: string;
    readonly cause: string;
    readonly remedy: string;
  }[];
  readonly unmatched: readonly { readonly column: string; readonly why: string }[];
  readonly columns: readonly { readonly column: string; readonly distance: number }[];
}

export interface ColumnProfileView {
  readonly name: string;
  readonly kind: string;
  readonly rows: number;
  readonly nulls: number;
  readonly distinct: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly quantiles?: readonly number[];
  readonly lengths?: readonly number[];
  readonly coverage?: { readonly from: number; readonly to: number };
  readonly top: readonly { readonly value: string; readonly count: number }[];
}

/** What is in a table. */
export interface ProfileView {
  readonly rows: number;
  readonly columns: readonly ColumnProfileView[];
}

/** What a contract said of a table. */
export interface CheckView {
  readonly table: string;
  readonly contract: string;
  readonly schema: readonly { readonly name: string; readonly kind: string }[];
  readonly verdict: string;
  readonly rows: number;
  readonly dropped: number;
  readonly failures: readonly {
    readonly severity: string;
    readonly reason: string;
    readonly message: string;
    readonly owner?: string;
    readonly description?: string;
    readonly examples: readonly Readonly<Record<string, unknown>>[];
  }[];
  readonly skipped?: readonly { readonly test: string; readonly why: string }[];
}

/** A table judged beside a reference, with both distributions of every column that both have. */
export interface DriftFoundView {
  readonly answer: DriftView;
  readonly columns: readonly (Compared & { readonly column: string })[];
}

/** What each operation of the page takes and gives. */
export interface DiagnosesOperations {
  readonly 'data.list': { readonly input: object; readonly output: readonly { readonly id: string; readonly dataset: string; readonly number: number; readonly rows: number }[] };
  readonly 'data.label-errors': { readonly input: { readonly table: string; readonly label?: string; readonly limit?: number }; readonly output: LabelErrorsView };
  readonly 'data.slices': { readonly input: { readonly table: string; readonly error?: string; readonly alpha?: number }; readonly output: WeakSlicesView };
  readonly 'data.leakage': { readonly input: { readonly train: string; readonly test: string; readonly label?: string }; readonly output: LeakageView };
  readonly 'runs.diagnoses': {
    readonly input: { readonly run: string };
    readonly output: {
      readonly labelErrors: LabelErrorsView | null;
      readonly weakSlices: WeakSlicesView | null;
      readonly leakage: LeakageView | null;
      readonly tables: readonly {
        readonly step: string;
        readonly drift: DriftFoundView | null;
        readonly diff: VersionDiffView | null;
        readonly profile: ProfileView | null;
        readonly check: CheckView | null;
      }[];
      readonly findings: readonly { readonly step: string; readonly messages: readonly string[] }[];
    };
  };
  readonly 'data.drift-report': {
    readonly input: { readonly reference: string; readonly current: string };
    readonly output: DriftFoundView & { readonly file: string };
  };
  readonly 'data.profile': { readonly input: { readonly table: string }; readonly output: ProfileView };
  readonly 'data.check': { readonly input: { readonly table: string; readonly contract?: string }; readonly output: CheckView };
  readonly 'data.diff': { readonly input: { readonly before: string; readonly after: string }; readonly output: VersionDiffView };
}
