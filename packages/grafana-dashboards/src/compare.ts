export { type Change, describeChanges } from "./diff/describe-changes.ts";
