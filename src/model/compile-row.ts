import { constantOf } from './compile-linear.ts';
import { modelErrors } from './model.errors.ts';
import { ELEMENT_TYPE, type OnnxGraph, type OnnxNode } from './onnx-format.ts';
import { attributeOf } from './read-tree-node.ts';

/** Makes another row of one row; it always gives the same array, written anew. */
export type RowTransform = (row: Float32Array) => Float32Array;

const refuse = (reason: string): Error => modelErrors.NOT_COMPILABLE({ reason });

/**
 * Compiles what stands before trees or a linear model: scaling and imputing, number by number, rounded to 32 bits after every operation as ONNX Runtime does.
 * Null for the input itself; `budget` bounds the walk. Throws MODEL_NOT_COMPILABLE.
 */
export function compileRow(name: string, graph: OnnxGraph, budget: number): RowTransform | null {
  if (graph.inputs.some((input) => input.name === name)) return null;
  const node = graph.nodes.find((candidate) => candidate.outputs.includes(name));
  if (!node || budget < 0) throw refuse(`nothing makes ${name}`);
  const before = compileRow(node.inputs[0] ?? '', graph, budget - 1);
  const after = compileStep(node, graph);
  if (after === null) return before;
  return before === null ? after : (row) => after(before(row));
}

function compileStep(node: OnnxNode, graph: OnnxGraph): RowTransform | null {
  const constant = (): ArrayLike<number> => {
    const values = constantOf(graph, node.inputs[1] ?? '');
    const dims = graph.initializers.find((tensor) => tensor.name === node.inputs[1])?.dims ?? [];
    if (!values || dims.slice(0, -1).some((size) => size !== 1)) throw refuse(`${node.op} takes something other than constants`);
    return values;
  };
  switch (`${node.domain}/${node.op}`) {
    case '/Identity':
      return null;
    case '/Cast':
      if (attributeOf(node, 'to')?.int !== ELEMENT_TYPE.float) throw refuse('it casts to another type than 32-bit floats');
      return null;
    case '/Add':
      return eachWith(constant(), (value, by) => value + by);
    case '/Sub':
      return eachWith(constant(), (value, by) => value - by);
    case '/Mul':
      return eachWith(constant(), (value, by) => value * by);
    case '/Div':
      return eachWith(constant(), (value, by) => value / by);
    case 'ai.onnx.ml/Scaler': {
      const subtract = eachWith(floatsOf(node, 'offset'), (value, by) => value - by);
      const multiply = eachWith(floatsOf(node, 'scale'), (value, by) => value * by);
      return (row) => multiply(subtract(row));
    }
    case 'ai.onnx.ml/Imputer': {
      if (!Number.isNaN(attributeOf(node, 'replaced_value_float')?.float ?? Number.NaN)) throw refuse('Imputer replaces another value than NaN');
      return eachWith(floatsOf(node, 'imputed_value_floats'), (value, by) => (Number.isNaN(value) ? by : value));
    }
    default:
      throw refuse(`it uses ${node.op}`);
  }
}

function floatsOf(node: OnnxNode, name: string): Float32Array {
  const floats = attributeOf(node, name)?.floats ?? [];
  if (floats.length === 0) throw refuse(`${node.op} has no ${name}`);
  return Float32Array.from(floats);
}

/** One operand for all numbers of a row, or one for each. */
function eachWith(operands: ArrayLike<number>, operation: (value: number, by: number) => number): RowTransform {
  let result = new Float32Array(operands.length);
  return (row) => {
    if (operands.length !== 1 && operands.length !== row.length) throw modelErrors.SHAPE({ what: 'the row', expected: `${operands.length} numbers`, actual: row.length });
    if (result.length !== row.length) result = new Float32Array(row.length);
    for (let at = 0; at < row.length; at++) result[at] = operation(row[at]!, operands[operands.length === 1 ? 0 : at]!);
    return result;
  };
}
