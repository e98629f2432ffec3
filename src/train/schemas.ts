// What operations of other rooms answer of this one; loads schemas alone.
export { evaluationSchema } from './evaluation.ts';
export { figureSchema } from './figure.ts';
export { leftOutSchema, runSchema } from './run-schema.ts';
export { mlflowRuntimeSchema } from './mlflow-runtime.ts';
