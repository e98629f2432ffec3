import { compileLinearClassifier, compileLinearRegressor, compileMatrix, constantOf } from './compile-linear.ts';
import { compileRow } from './compile-row.ts';
import { compileTreeClassifier, compileTreeRegressor, type Evaluator, logistic } from './compile-trees.ts';
import { inputsOf, scoreOutput } from './inspect-model.ts';
import { modelErrors } from './model.errors.ts';
import type { OnnxGraph, OnnxModel, OnnxNode } from './onnx-format.ts';

/**
 * Compiles the graphs that Capstan writes and the plain binary ones that scikit-learn and LightGBM exports give: a chain from
 * the input through what scales it, and trees or a linear model, to the score. Throws MODEL_NOT_COMPILABLE with the operator that is in the way.
 */
export function compileModel(model: OnnxModel & { graph: OnnxGraph }): Evaluator {
  const score = scoreOutput(model);
  const inputs = inputsOf(model.graph);
  if (inputs.length !== 1 || inputs[0]!.type !== 'float') throw modelErrors.NOT_COMPILABLE({ reason: 'it does not take one matrix of 32-bit floats' });
  if (!score) throw modelErrors.NOT_COMPILABLE({ reason: 'it has no single score' });
  return compileValue(score.name, model.graph, model.graph.nodes.length);
}

/** Follows one value back to the input; `budget` bounds the walk, so that a graph that loops ends too. */
function compileValue(name: string, graph: OnnxGraph, budget: number): Evaluator {
  const node = graph.nodes.find((candidate) => candidate.outputs.includes(name));
  if (!node || budget < 0) throw modelErrors.NOT_COMPILABLE({ reason: `nothing makes ${name}` });
  const before = (): Evaluator => compileValue(node.inputs[0] ?? '', graph, budget - 1);
  const fromRow = (compile: (node: OnnxNode) => Evaluator): Evaluator => {
    const prepare = compileRow(node.inputs[0] ?? '', graph, budget - 1);
    const evaluate = compile(node);
    return prepare === null ? evaluate : (row) => evaluate(prepare(row));
  };
  switch (`${node.domain}/${node.op}`) {
    case '/Identity':
      return before();
    case '/Sigmoid': {
      const inner = before();
      return (row) => logistic(inner(row));
    }
    case '/Add':
    case '/Mul': {
      const constant = constantOf(graph, node.inputs[1] ?? '');
      if (constant?.length !== 1) throw modelErrors.NOT_COMPILABLE({ reason: `${node.op} takes something other than one constant` });
      const inner = before();
      const number = constant[0]!;
      return node.op === 'Add' ? (row) => inner(row) + number : (row) => inner(row) * number;
    }
    case '/MatMul':
    case '/Gemm':
      return fromRow((step) => compileMatrix(step, graph));
    case 'ai.onnx.ml/LinearRegressor':
      return fromRow(compileLinearRegressor);
    case 'ai.onnx.ml/TreeEnsembleRegressor':
      return fromRow(compileTreeRegressor);
    case 'ai.onnx.ml/LinearClassifier':
    case 'ai.onnx.ml/TreeEnsembleClassifier':
      if (node.outputs[1] !== name) throw modelErrors.NOT_COMPILABLE({ reason: `the score is ${node.op}'s label` });
      return fromRow(node.op === 'LinearClassifier' ? compileLinearClassifier : compileTreeClassifier);
    default:
      throw modelErrors.NOT_COMPILABLE({ reason: `it uses ${node.op}` });
  }
}
