/** What runs a release's model: compiled in the event loop, ONNX Runtime in a thread of its own, or Python in a process of its own. */
export const RUNTIMES = ['compiled', 'onnxruntime', 'mlflow'] as const;
export type Runtime = (typeof RUNTIMES)[number];
