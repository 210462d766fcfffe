export { checkSecret, findMark, judgeMark, MARK_KEY, type MarkVerdict, signMark } from "./mark/mark.ts";
