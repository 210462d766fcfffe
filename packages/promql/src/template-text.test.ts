import { expect, test } from "vitest";
import { templateText } from "./template-text.ts";

test.each([
  ["Payment", "Payment"],
  ["a {{ b }} c", 'a {{ "{{" }} b }} c'],
  ["{{{", '{{ "{{" }}{'],
  ["{ { }}", "{ { }}"],
])("%s is written %s", (text, template) => {
  expect(templateText(text)).toBe(template);
});
