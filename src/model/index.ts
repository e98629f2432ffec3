export { modelErrors } from './model.errors.ts';
export { type Link, LINKS, type Tree, type TreeEnsemble } from './tree-ensemble.ts';
export { type ModelDescription } from './build-model.ts';
export { encodeTreeEnsemble } from './encode-tree-ensemble.ts';
export { encodeLinear, type LinearModel } from './encode-linear.ts';
export { inspectModel, type ModelInspection, type ModelValue } from './inspect-model.ts';
export { type ModelExpectation, verifyModel } from './verify-model.ts';
export { type CompiledModel, type Engine, ENGINES, type Model, type SessionModel } from './model.ts';
export { loadModel, type LoadOptions } from './load-model.ts';
