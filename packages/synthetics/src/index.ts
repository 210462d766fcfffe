export type { Bound } from "./run/bound.ts";
export { type Failure, RunEnd } from "./run/failure.ts";
export type { AttemptRun, StepRun } from "./run/run-attempt.ts";
export { type FlowRun, type RunFlowOptions, runFlow } from "./run/run-flow.ts";
export { createRunner, type FlowStatus, type Runner, type RunnerOptions } from "./runner/create-runner.ts";
export { createRunJournal, type RunJournal } from "./runner/run-journal.ts";
export { describeRun, type RunnerServer, type ServeRunnerOptions, serveRunner } from "./runner/serve-runner.ts";
export { type WatchEventLoopOptions, watchEventLoop } from "./runner/watch-event-loop.ts";
